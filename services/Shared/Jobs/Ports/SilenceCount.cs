namespace FlowForge.Jobs;

/// <summary>How many jobs are silent at once.</summary>
/// <param name="Watched">Running jobs whose policy has a heartbeatTimeout.</param>
/// <param name="Silent">Those of them whose last look found them silent.</param>
public sealed record SilenceCount(int Watched, int Silent);
