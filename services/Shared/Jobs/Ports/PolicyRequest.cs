namespace FlowForge.Jobs;

/// <summary>What a job says for itself; null where it leaves the choice to the policy.</summary>
public sealed record PolicyRequest
{
    public string? Organization { get; init; }
    public string? JobType { get; init; }
    public TimeSpan? Timeout { get; init; }
    public TimeSpan? GracePeriod { get; init; }

    /// <summary>For every outcome and class; zero means at once.</summary>
    public TimeSpan? Retention { get; init; }
}
