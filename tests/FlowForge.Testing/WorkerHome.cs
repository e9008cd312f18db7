using System.Diagnostics;

namespace FlowForge.Testing;

/// <summary>Where a worker runs: its folders and settings, as an image and a manifest would give them. Nothing of it outlives the test.</summary>
public sealed class WorkerHome : IDisposable
{
    /// <summary>The shells that images have: Debian's and Alpine's.</summary>
    public const string Dash = "dash", BusyBox = "busybox";

    private readonly TempFolder _folder = new();
    private readonly string _shell;

    /// <param name="shell">Which shell runs the entrypoint. With <see cref="BusyBox"/> all tools but git and curl are its own.</param>
    public WorkerHome(string shell = Dash)
    {
        _shell = shell;
        var path = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        if (shell == BusyBox) path = $"{Applets()}:{path}";
        Settings = new()
        {
            ["PATH"] = path,
            ["HOME"] = Folder("home"),
            ["TMPDIR"] = Folder("scratch"),
            ["FLOWFORGE_JOB_ID"] = "job-1",
            ["FLOWFORGE_GRACE_PERIOD"] = "30",
            ["FLOWFORGE_WORKSPACE"] = Folder("workspace"),
            ["FLOWFORGE_ARTIFACTS_DIR"] = Folder("artifacts"),
            ["FLOWFORGE_PARTIAL_DIR"] = Path.Combine(_folder.Path, "partial"),
            ["FLOWFORGE_HEARTBEAT_FILE"] = Path.Combine(_folder.Path, "heartbeat"),
        };
    }

    public string Root => _folder.Path;

    /// <summary>The whole environment of the entrypoint.</summary>
    public Dictionary<string, string> Settings { get; }

    public string Workspace => Settings["FLOWFORGE_WORKSPACE"];
    public string Artifacts => Settings["FLOWFORGE_ARTIFACTS_DIR"];
    public string PartialArchive => Path.Combine(_folder.Path, "partial", "artifacts-1.tar.gz");
    public string Scratch => Settings["TMPDIR"];

    /// <summary>Whether the job has said that killing it loses nothing.</summary>
    public bool SaidStateSaved => File.Exists(Settings["FLOWFORGE_HEARTBEAT_FILE"]) && File.ReadAllText(Settings["FLOWFORGE_HEARTBEAT_FILE"]) == "state-saved\n";

    /// <summary>Starts the entrypoint with a main process.</summary>
    public WorkerProcess Start(params string[] command) => new(this, Entrypoint(), command);

    /// <summary>The same below another program, such as unshare.</summary>
    public WorkerProcess StartBelow(string[] program, params string[] command) => new(this, [.. program, .. Entrypoint()], command);

    /// <summary>Starts it with a script of the shell, and waits until that has made the file "ready" in the workspace.</summary>
    public async Task<WorkerProcess> StartScriptAsync(string script)
    {
        var process = Start("sh", "-c", script);
        await process.ReadyAsync();
        return process;
    }

    public void Dispose()
    {
        foreach (var pid in WorkerProcess.MarkedWith(Root))
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
                process.WaitForExit();
            }
            catch (ArgumentException)
            {
                // It has ended meanwhile.
            }
        }
        _folder.Dispose();
    }

    private string[] Entrypoint() => [.. _shell == BusyBox ? new[] { BusyBox, "sh" } : [_shell], Path.Combine(AppContext.BaseDirectory, "worker", "entrypoint.sh")];

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;

    private string Applets()
    {
        var folder = Folder("applets");
        using var install = Process.Start(BusyBox, ["--install", "-s", folder]);
        install.WaitForExit();
        return folder;
    }
}
