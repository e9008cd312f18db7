namespace FlowForge.Jobs;

/// <summary>Runs the hooks of a stage, in order, each once for each entry into the stage.</summary>
public interface IStageHooks
{
    /// <summary>
    /// Runs what has not run yet for this job, attempt and stage, and stops at the first failure only in stage pre_start.
    /// Failures are in the result, not thrown.
    /// </summary>
    Task<StageHookResult> RunAsync(StageEntry entry, CancellationToken cancellationToken = default);
}
