using System.Diagnostics;
using System.Globalization;
using FlowForge.Jobs;
using FlowForge.LocalRuntime.Processes;
using FlowForge.Testing;

namespace FlowForge.LocalRuntime.Tests;

/// <summary>A real job: a shell script under a real supervisor, in a folder of its own. Nothing of it outlives the test.</summary>
internal sealed class LocalJob : IAsyncDisposable
{
    public const string Id = "job-under-test";
    private readonly TempFolder _folder = new();

    public LocalJob()
    {
        Layout = new LocalLayout(Path.Combine(_folder.Path, "data"));
        Files = new JobFiles(Layout, TimeProvider.System);
        Runtime = new LocalProcessRuntime(Layout, Files, TimeProvider.System);
        Artifacts = new FolderArtifactStore(Layout, Files);
        foreach (var folder in new[] { Layout.ExitNotices, Layout.Heartbeats, Layout.Workspace(Ref.JobId), Layout.Secrets(Ref.JobId), Layout.Artifacts(Ref, "logs") })
            Directory.CreateDirectory(folder);
    }

    public JobRef Ref { get; } = new(JobId.Parse(Id), 1, "acme", null);
    public LocalLayout Layout { get; }
    public JobFiles Files { get; }
    public LocalProcessRuntime Runtime { get; }
    public FolderArtifactStore Artifacts { get; }
    public string Outside => _folder.Path;
    public LaunchRecord Launch => Files.Launch(Ref.JobId, 1)!;

    public static async Task<LocalJob> StartAsync(string script)
    {
        var job = new LocalJob();
        job.Supervise(["sh", "-c", script]);
        await Eventually.IsTrueAsync(() => job.Files.Launch(job.Ref.JobId, 1)?.MainPid is not null, "the job did not start");
        return job;
    }

    /// <summary>Starts a supervisor for attempt 1.</summary>
    public Process Supervise(IReadOnlyList<string> command)
    {
        var id = Ref.JobId;
        var token = DerivedId.From(_folder.Path).ToString("N");
        AtomicFile.Write(Layout.SuperviseSpec(id, 1), new SuperviseSpec
        {
            JobId = Id,
            Attempt = 1,
            Command = command,
            Environment = new Dictionary<string, string>(JobEnvironment.Of(Ref, new FakePolicies().Resolve(new PolicyRequest()), token, Layout)) { ["PATH"] = "/usr/bin:/bin" },
            WorkingFolder = Layout.Workspace(id),
            StandardOutput = Path.Combine(Layout.Artifacts(Ref, "logs"), "stdout.log"),
            StandardError = Path.Combine(Layout.Artifacts(Ref, "logs"), "stderr.log"),
            Token = token,
            LaunchFile = Layout.Launch(id, 1),
            ExitFile = Layout.Exit(id, 1),
            ExitNotice = Layout.ExitNotice(id),
            TerminationFile = Layout.Termination(id, 1),
        }, RecordJson.Default.SuperviseSpec);
        return Process.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "FlowForge.Supervisor.dll"), Layout.SuperviseSpec(id, 1)]);
    }

    public async Task<ExitRecord> SeeExitAsync() =>
        await Eventually.GetAsync(() => Task.FromResult(Files.Exit(Ref.JobId, 1)), "the job did not end");

    public Task<JobObservation> ObserveAsync() => Runtime.ObserveAsync(Ref);

    public string Log(string name) => File.ReadAllText(Path.Combine(Layout.Artifacts(Ref, "logs"), name));

    /// <summary>A process that the script announced by writing its pid into a file of the workspace.</summary>
    public async Task<ProcessStat> SeeProcessAsync(string file)
    {
        var path = Path.Combine(Layout.Workspace(Ref.JobId), file);
        await Eventually.IsTrueAsync(() => File.Exists(path) && File.ReadAllText(path).EndsWith('\n'), $"no {file}");
        return ProcessStat.Read(int.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture)) ?? throw new InvalidOperationException($"{file} is gone");
    }

    public static bool IsAlive(ProcessStat process) =>
        ProcessStat.Read(process.Pid) is { IsAlive: true } now && now.StartTime == process.StartTime;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Runtime.ForceDeleteAsync(Ref);
        }
        finally
        {
            _folder.Dispose();
        }
    }
}
