namespace FlowForge.Jobs;

/// <summary>What a scan found of one kind.</summary>
public sealed record OrphanScanResult
{
    public required string Kind { get; init; }

    /// <summary>Nothing was to be removed.</summary>
    public bool DryRun { get; init; }

    /// <summary>Why the scan of this kind stopped, with nothing removed. Null: it did not.</summary>
    public string? Stopped { get; init; }

    /// <summary>How many resources were listed.</summary>
    public long Listed { get; init; }

    /// <summary>How many of them carry the id of a job that is not known.</summary>
    public long Ownerless { get; init; }

    /// <summary>Ownerless, and younger than the minimum age.</summary>
    public long Young { get; init; }

    /// <summary>Ownerless, and held or protected.</summary>
    public long Held { get; init; }

    /// <summary>Ownerless, old enough, and not seen twice yet at the interval that is asked for.</summary>
    public long Waiting { get; init; }

    /// <summary>Ownerless, old enough and twice seen: what goes, or in a dry run would go.</summary>
    public long Ready { get; init; }

    /// <summary>How much the ready ones hold, in bytes, where that is known.</summary>
    public long ReadyBytes { get; init; }

    public long Removed { get; init; }
    public long Failed { get; init; }
}
