using FlowForge.Contracts;

namespace FlowForge.Jobs;

/// <summary>Which jobs to list; null means any.</summary>
public sealed record JobQuery
{
    public LifecycleStage? Stage { get; init; }
    public string? Organization { get; init; }
    public string? JobType { get; init; }

    /// <summary>At most so many, 1 to 1,000. Default: 100.</summary>
    public int Limit { get; init; } = 100;
}
