namespace FlowForge.Jobs;

/// <summary>"Killed" is what the runtime says afterwards, not what was sent.</summary>
public static class RuntimeVerification
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks until nothing of the job is alive, but no longer than <paramref name="within"/>. The last look: still Running where that was not enough.</summary>
    public static async Task<JobObservation> ObserveEndAsync(this IJobRuntime runtime, JobRef job, TimeSpan within, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(clock);
        var deadline = clock.GetUtcNow() + within;
        while (true)
        {
            var seen = await runtime.ObserveAsync(job, cancellationToken);
            if (seen.Presence != JobPresence.Running || clock.GetUtcNow() >= deadline) return seen;
            await Task.Delay(LookAgain, clock, cancellationToken);
        }
    }
}
