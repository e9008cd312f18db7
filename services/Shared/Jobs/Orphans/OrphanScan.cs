namespace FlowForge.Jobs;

/// <summary>One scan, asked for by the clock or by a person, and what it found.</summary>
public sealed record OrphanScan
{
    public required Guid Id { get; init; }

    /// <summary>The one kind to scan. Null: all that are switched on.</summary>
    public string? Kind { get; init; }

    /// <summary>True: nothing is removed, whatever the options say.</summary>
    public bool DryRun { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string RequestedBy { get; init; }

    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>One for each kind that was scanned.</summary>
    public IReadOnlyList<OrphanScanResult> Results { get; init; } = [];
}
