using FlowForge.Contracts;

namespace FlowForge.JobManager;

/// <summary>Starts another attempt of a job that was found dead. Safe to repeat.</summary>
internal interface IJobRestarter
{
    /// <returns>What came of it, to be told. Null: nothing to tell, because it is another job manager's job, or because its start tells it.</returns>
    Task<JobRecoveryAttempted?> RestartAsync(JobRestartRequested request, CancellationToken cancellationToken);
}
