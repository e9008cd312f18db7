namespace FlowForge.Jobs;

/// <summary>
/// The job registry. Every transition is one atomic conditional update, commutes with the others and may be repeated. A transition
/// of a lower attempt than an announced one changes nothing. An announcement (submission or start) of a higher attempt clears what
/// the older one left; other events of a higher attempt wait for its announcement, so that no heartbeat can take the deadline
/// of a running job. All return the record as it stands afterwards.
/// </summary>
public interface IJobRegistry
{
    /// <summary>Sets the submission; the profile only where no start has set it. Of two submissions the earlier stays.</summary>
    Task<JobRecord> ApplySubmittedAsync(JobSubmission submission, CancellationToken cancellationToken = default);

    /// <summary>Sets start, deadline and profile. Of two different starts of one attempt the earlier stays. Never undoes an end.</summary>
    Task<JobRecord> ApplyStartedAsync(JobStart start, CancellationToken cancellationToken = default);

    /// <summary>Moves heartbeats forward, one write for each mark; marks of unknown jobs wait for their job's announcement.</summary>
    Task ApplyHeartbeatsAsync(IReadOnlyCollection<HeartbeatMark> marks, CancellationToken cancellationToken = default);

    /// <summary>Sets the end. Of two different ends of one attempt the earlier stays; at the same time, the one that knows its exit code.</summary>
    Task<JobRecord> ApplyFinishedAsync(JobFinish finish, CancellationToken cancellationToken = default);

    /// <summary>
    /// Notes, before anything is done, that FlowForge sets out to stop this attempt, if its deadline is still that of the generation and
    /// nobody holds it: the record returned tells. The earliest note stays. Null: no such attempt.
    /// </summary>
    Task<JobRecord?> RequestTerminationAsync(JobId jobId, int attempt, int generation, DateTimeOffset at, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Notes, before anything is done, that <paramref name="step"/> is being carried out, if the ladder stands there: so what a crash
    /// cuts short is told all the same, even when the job has ended by then. Null: no such job.
    /// </summary>
    Task<JobRecord?> BeginStepAsync(JobId jobId, int attempt, int generation, int step, CancellationToken cancellationToken = default);

    /// <summary>Moves the ladder past <paramref name="step"/>, carried out at <paramref name="at"/>, if it still stands there. Null: no such job.</summary>
    Task<JobRecord?> CompleteStepAsync(JobId jobId, int attempt, int generation, int step, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>Moves the deadline and the ladder, if the generation is still <paramref name="generation"/>, and raises it by one; the last step's time and the step begun are cleared. Null: no such job.</summary>
    Task<JobRecord?> MoveDeadlineAsync(JobId jobId, int attempt, int generation, DateTimeOffset timeoutAt, int nextStep, CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks for a later deadline, in place of an earlier request; if the generation is still the extension's, and the job runs and was not told
    /// to stop. The record returned tells. Null: no such job.
    /// </summary>
    Task<JobRecord?> RequestExtensionAsync(JobId jobId, int attempt, JobExtension extension, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves the deadline as <see cref="MoveDeadlineAsync"/> does, and notes why; under the conditions of <see cref="RequestExtensionAsync"/>, so that
    /// of an extension and a termination at the same time only one comes to pass. Null: no such job.
    /// </summary>
    Task<JobRecord?> ExtendAsync(JobId jobId, int attempt, JobExtension extension, int nextStep, CancellationToken cancellationToken = default);

    /// <summary>Holds a job; the hold that stands stays. Of a job that is not known an unannounced record is made, so that it is known from then on.</summary>
    Task<JobRecord> HoldAsync(JobId jobId, JobHold hold, CancellationToken cancellationToken = default);

    /// <summary>Takes the hold away, if there is one. Null: no such job.</summary>
    Task<JobRecord?> ReleaseHoldAsync(JobId jobId, CancellationToken cancellationToken = default);

    /// <summary>Held jobs, announced or not, the longest held first.</summary>
    Task<IReadOnlyList<JobRecord>> ListHeldAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>Notes how far the clean-up has come, per scope; fewer tries than noted, and scopes already done, change nothing. Null: no such job.</summary>
    Task<JobRecord?> RecordCleanupAsync(JobId jobId, int attempt, IReadOnlyDictionary<string, CleanupProgress> progress, CancellationToken cancellationToken = default);

    /// <summary>Running jobs whose policy has a heartbeatTimeout and which are to be looked at by now, the longest due first. The first look is due one heartbeatTimeout after the start; heartbeats do not move it.</summary>
    Task<IReadOnlyList<JobRecord>> ListDueLooksAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default);

    /// <summary>Notes what looks came to, all in one write. A look that is not for later than the one noted, and one at an attempt that has ended or is not the current one, changes nothing.</summary>
    Task RecordLooksAsync(IReadOnlyCollection<JobLook> looks, CancellationToken cancellationToken = default);

    /// <summary>How many of the jobs that are looked at are silent.</summary>
    Task<SilenceCount> CountSilentAsync(CancellationToken cancellationToken = default);

    Task<JobRecord?> FindAsync(JobId jobId, CancellationToken cancellationToken = default);

    /// <summary>Which of these jobs are known, announced or not. Throws rather than answer in part.</summary>
    Task<IReadOnlySet<JobId>> WhichAreKnownAsync(IReadOnlyCollection<JobId> jobs, CancellationToken cancellationToken = default);

    /// <summary>When the newest of the announced jobs was first heard of. Null: there is none.</summary>
    Task<DateTimeOffset?> NewestJobAtAsync(CancellationToken cancellationToken = default);

    /// <summary>Announced jobs, newest first.</summary>
    Task<IReadOnlyList<JobRecord>> ListAsync(JobQuery query, CancellationToken cancellationToken = default);

    /// <summary>Announced jobs that run or are not cleaned up, page by page: all that may need a timer.</summary>
    IAsyncEnumerable<JobRecord> ListUnsettledAsync(CancellationToken cancellationToken = default);

    /// <summary>Forgets jobs whose clean-up was settled before <paramref name="cleanedBefore"/> and events never followed by an announcement before <paramref name="unannouncedBefore"/>; never a job that is held. Returns how many.</summary>
    Task<int> ForgetAsync(DateTimeOffset cleanedBefore, DateTimeOffset unannouncedBefore, CancellationToken cancellationToken = default);
}
