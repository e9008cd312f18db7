using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.LocalRuntime;
using FlowForge.LocalRuntime.Processes;
using MassTransit;

namespace FlowForge.JobManager;

/// <summary>Publishes what happens to a job, each event until it has been published once: a mark is made after that, never before.</summary>
internal sealed class JobEvents(IPublishEndpoint bus, LocalLayout layout, TimeProvider clock)
{
    // An in-memory transport may have lost in a crash what it had taken. Whatever an earlier server published this short ago is published again at start.
    private static readonly TimeSpan Doubtful = TimeSpan.FromDays(1);
    private readonly DateTimeOffset _serverStart = clock.GetUtcNow();

    public Task SubmittedAsync(JobSpec spec, JobId id, bool again, CancellationToken cancellationToken) => OnceAsync(id, "submitted", again, new JobSubmitted
    {
        JobId = spec.JobId,
        SubmittedAt = DateTimeOffset.FromUnixTimeMilliseconds(spec.SubmittedAt),
        Organization = spec.Organization,
        JobType = spec.JobType,
        Timeout = spec.Timeout,
        GracePeriod = spec.GracePeriod,
        Retention = spec.Retention,
        Protected = spec.Protected,
        AttemptLimit = spec.AttemptLimit,
    }, cancellationToken);

    public Task StartedAsync(JobSpec spec, JobId id, LaunchRecord launch, bool again, CancellationToken cancellationToken) =>
        OnceAsync(id, FormattableString.Invariant($"started-{launch.Attempt}"), again, new JobStarted
        {
            JobId = spec.JobId,
            Attempt = launch.Attempt,
            StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(launch.StartedAt ?? throw new InvalidOperationException($"job '{id}' attempt {launch.Attempt} has not started")),
            Organization = spec.Organization,
            JobType = spec.JobType,
            Timeout = spec.Timeout,
            GracePeriod = spec.GracePeriod,
            Retention = spec.Retention,
            Protected = spec.Protected,
            AttemptLimit = spec.AttemptLimit,
        }, cancellationToken);

    public Task FinishedAsync(JobId id, ExitRecord exit, JobEnd end, bool again, CancellationToken cancellationToken) =>
        OnceAsync(id, FormattableString.Invariant($"finished-{exit.Attempt}"), again, new JobFinished
        {
            JobId = id.Value,
            Attempt = exit.Attempt,
            FinishedAt = DateTimeOffset.FromUnixTimeMilliseconds(exit.FinishedAt),
            Outcome = end.Outcome,
            ExitCode = exit.ExitCode,
            Reason = end.Reason,
        }, cancellationToken);

    public async Task HooksAsync(IEnumerable<HookExecuted> executed, CancellationToken cancellationToken)
    {
        foreach (var hook in executed) await bus.Publish(hook, cancellationToken);
    }

    public Task HeartbeatAsync(JobId id, int attempt, bool stateSaved, CancellationToken cancellationToken) =>
        bus.Publish(new JobHeartbeat { JobId = id.Value, Attempt = attempt, At = clock.Now(), StateSaved = stateSaved }, cancellationToken);

    private async Task OnceAsync<T>(JobId id, string what, bool again, T message, CancellationToken cancellationToken) where T : class
    {
        var mark = new FileInfo(layout.Published(id, what));
        if (mark.Exists && !(again && mark.LastWriteTimeUtc < _serverStart && clock.GetUtcNow() - mark.LastWriteTimeUtc < Doubtful)) return;
        await bus.Publish(message, cancellationToken);
        // The job's clean-up may have removed its folder by now; then nobody asks for the mark any more.
        if (Directory.Exists(layout.Job(id))) await File.WriteAllBytesAsync(mark.FullName, [], cancellationToken);
    }
}
