using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.LocalRuntime;
using FlowForge.LocalRuntime.Processes;
using Microsoft.Extensions.Options;

namespace FlowForge.JobManager;

/// <summary>Brings an attempt to life: its hooks, its folders, its supervisor.</summary>
internal sealed class AttemptStarter(
    LocalLayout layout, JobFiles files, IPolicies policies, IStageHooks hooks, JobEvents events,
    IOptions<JobManagerOptions> options, TimeProvider clock) : IDisposable
{
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly SemaphoreSlim _starting = new(Math.Max(2, Environment.ProcessorCount));

    public void Dispose() => _starting.Dispose();

    /// <summary>Afterwards the attempt has a launch record, an exit record, or both. Safe to repeat: one supervisor wins.</summary>
    public async Task StartAsync(JobSpec spec, JobRef job, CancellationToken cancellationToken)
    {
        if (files.Termination(job.JobId, job.Attempt) is not null)
        {
            files.WriteExit(job.JobId, job.Attempt, null, "it was stopped before it was started");
            return;
        }
        if (await HookProblemAsync(spec, job, cancellationToken) is { } refused)
        {
            files.WriteExit(job.JobId, job.Attempt, null, refused);
            return;
        }
        await _starting.WaitAsync(cancellationToken);
        try
        {
            var specFile = Prepare(spec, job);
            var problem = await SupervisorStarter.StartAsync(specFile, cancellationToken);
            if (files.Launch(job.JobId, job.Attempt) is not null || files.Exit(job.JobId, job.Attempt) is not null) return;
            // It ended with a reason and without a claim: nobody will start this attempt, so its end can be written here. Without a
            // reason it may still be on its way; then another one is tried at the next tick, and the claim sees to it that one wins.
            if (problem is null) throw new InvalidOperationException($"the supervisor of job '{job.JobId}' attempt {job.Attempt} has recorded nothing");
            files.WriteExit(job.JobId, job.Attempt, null, $"its supervisor could not be started: {problem}");
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<string?> HookProblemAsync(JobSpec spec, JobRef job, CancellationToken cancellationToken)
    {
        var result = await hooks.RunAsync(new StageEntry
        {
            JobId = job.JobId,
            Attempt = job.Attempt,
            Stage = LifecycleStage.PreStart,
            At = clock.Now(),
            Organization = spec.Organization,
            JobType = spec.JobType,
            CorrelationId = DerivedId.Correlation(spec.JobId, job.Attempt),
        }, cancellationToken);
        await events.HooksAsync(result.Executed, cancellationToken);
        return result.Success ? null : result.Error;
    }

    private string Prepare(JobSpec spec, JobRef job)
    {
        var id = job.JobId;
        foreach (var artifacts in CleanupScopes.ArtifactClasses) Directory.CreateDirectory(layout.Artifacts(job, artifacts));
        Directory.CreateDirectory(layout.Workspace(id), OwnersFolder);
        Directory.CreateDirectory(layout.Secrets(id), OwnersFolder);
        // Emptied: what the attempt before had saved says nothing about this one.
        File.WriteAllText(layout.Heartbeat(id), "");
        var logs = layout.Artifacts(job, CleanupScopes.Logs);
        var token = DerivedId.From("token", layout.Root, spec.JobId, job.Attempt, spec.SubmittedAt).ToString("N");
        var file = layout.SuperviseSpec(id, job.Attempt);
        AtomicFile.Write(file, new SuperviseSpec
        {
            JobId = spec.JobId,
            Attempt = job.Attempt,
            Command = spec.Command,
            Environment = EnvironmentOf(spec, job, token),
            WorkingFolder = layout.Workspace(id),
            StandardOutput = Path.Combine(logs, "stdout.log"),
            StandardError = Path.Combine(logs, "stderr.log"),
            Token = token,
            LaunchFile = layout.Launch(id, job.Attempt),
            ExitFile = layout.Exit(id, job.Attempt),
            ExitNotice = layout.ExitNotice(id),
            TerminationFile = layout.Termination(id, job.Attempt),
        }, RecordJson.Default.SuperviseSpec);
        return file;
    }

    private Dictionary<string, string> EnvironmentOf(JobSpec spec, JobRef job, string token)
    {
        var policy = policies.Resolve(new PolicyRequest
        {
            Organization = spec.Organization,
            JobType = spec.JobType,
            Timeout = spec.Timeout is null ? null : Durations.Parse(spec.Timeout),
            GracePeriod = spec.GracePeriod is null ? null : Durations.Parse(spec.GracePeriod),
            Retention = spec.Retention is null ? null : Durations.Parse(spec.Retention, zeroAllowed: true),
        });
        var environment = new Dictionary<string, string>();
        foreach (var name in options.Value.PassEnvironment)
            if (Environment.GetEnvironmentVariable(name) is { } value) environment[name] = value;
        foreach (var (name, value) in spec.Environment) environment[name] = value;
        foreach (var (name, value) in JobEnvironment.Of(job, policy, token, layout)) environment[name] = value;
        return environment;
    }
}
