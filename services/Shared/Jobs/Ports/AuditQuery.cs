namespace FlowForge.Jobs;

/// <summary>Which audit entries to read; null means any.</summary>
public sealed record AuditQuery
{
    public string? JobId { get; init; }
    public string? Action { get; init; }

    /// <summary>True: only what succeeded; false: only what failed.</summary>
    public bool? Success { get; init; }

    public DateTimeOffset? Since { get; init; }
    public DateTimeOffset? Until { get; init; }

    /// <summary>At most so many, the newest of those that match, 1 to 10,000. Default: 200.</summary>
    public int Limit { get; init; } = 200;
}
