namespace FlowForge.KubernetesRuntime;

/// <summary>What is kept beyond what observing and acting need.</summary>
/// <param name="ForJobManager">
/// Manifests, so that Jobs can be made again, and the Jobs that carry annotations of FlowForge and no job id yet. Only a job manager needs them.
/// </param>
internal sealed record CacheExtent(bool ForJobManager = false);
