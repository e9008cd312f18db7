namespace FlowForge.Jobs;

/// <summary>Which orphans to list; null means any.</summary>
public sealed record OrphanQuery
{
    public string? Kind { get; init; }
    public OrphanState? State { get; init; }
    public string? JobId { get; init; }

    /// <summary>At most so many, 1 to 1,000. Default: 100.</summary>
    public int Limit { get; init; } = 100;
}
