namespace FlowForge.Jobs;

/// <summary>Starts jobs. Only where FlowForge is itself the job manager: on one machine.</summary>
public interface IJobManager
{
    /// <summary>Accepts a job and returns when that is durable; the same id again is refused.</summary>
    /// <exception cref="InvalidEventException">The request cannot be carried out; the message says why.</exception>
    Task<JobId> SubmitAsync(JobRequest request, CancellationToken cancellationToken = default);
}
