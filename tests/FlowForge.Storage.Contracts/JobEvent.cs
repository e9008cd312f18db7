using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>Something that happens to a job, ready to be delivered for a job of any name.</summary>
internal abstract record JobEvent(int Attempt)
{
    /// <summary>False where the registry has not heard of the attempt yet, and the event must come again.</summary>
    public abstract Task<bool> ApplyAsync(IJobRegistry registry, JobId id);

    public sealed record Submitted(JobSubmission Submission) : JobEvent(Submission.Attempt)
    {
        public override async Task<bool> ApplyAsync(IJobRegistry registry, JobId id) =>
            await registry.ApplySubmittedAsync(Submission with { JobId = id }) is { } job && job.Attempt >= Attempt;
    }

    public sealed record Started(JobStart Start) : JobEvent(Start.Attempt)
    {
        public override async Task<bool> ApplyAsync(IJobRegistry registry, JobId id) =>
            await registry.ApplyStartedAsync(Start with { JobId = id }) is { } job && job.Attempt >= Attempt;
    }

    public sealed record Beaten(HeartbeatMark Mark) : JobEvent(Mark.Attempt)
    {
        public override async Task<bool> ApplyAsync(IJobRegistry registry, JobId id)
        {
            await registry.ApplyHeartbeatsAsync([Mark with { JobId = id }]);
            return true;
        }
    }

    public sealed record Finished(JobFinish Finish) : JobEvent(Finish.Attempt)
    {
        public override async Task<bool> ApplyAsync(IJobRegistry registry, JobId id)
        {
            await registry.ApplyFinishedAsync(Finish with { JobId = id });
            return true;
        }
    }

    public sealed record TerminationRequested(int Attempt, DateTimeOffset At, string Reason) : JobEvent(Attempt)
    {
        // Null says as well that the attempt is over; only one that is still to come is worth another try.
        public override async Task<bool> ApplyAsync(IJobRegistry registry, JobId id) =>
            await registry.RequestTerminationAsync(id, Attempt, 0, At, Reason) is { IsAnnounced: true } || await registry.FindAsync(id) is { IsAnnounced: true } job && job.Attempt > Attempt;
    }

    public sealed record Looked(JobLook Look) : JobEvent(Look.Attempt)
    {
        // A look at what is not looked at yet changes nothing, and nothing says so.
        public override async Task<bool> ApplyAsync(IJobRegistry registry, JobId id)
        {
            await registry.RecordLooksAsync([Look with { JobId = id }]);
            return await registry.FindAsync(id) is { IsAnnounced: true } job && (job.Attempt > Attempt || job.Attempt == Attempt && job.Silence?.Looks >= Look.Silence!.Looks);
        }
    }

    public sealed record CleanedUp(int Attempt, string Scope, CleanupProgress Progress) : JobEvent(Attempt)
    {
        public override async Task<bool> ApplyAsync(IJobRegistry registry, JobId id) =>
            await registry.RecordCleanupAsync(id, Attempt, new Dictionary<string, CleanupProgress> { [Scope] = Progress }) is { IsAnnounced: true } job && job.Attempt >= Attempt;
    }
}
