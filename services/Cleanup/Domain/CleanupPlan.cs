using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Cleanup;

/// <summary>What is due for removal now.</summary>
/// <param name="Job">The job as it stood when that was found.</param>
/// <param name="Scopes">The parts whose retention has passed.</param>
/// <param name="Stage">That the job enters its clean-up.</param>
public sealed record CleanupPlan(JobRecord Job, IReadOnlyList<string> Scopes, JobStageChanged Stage);
