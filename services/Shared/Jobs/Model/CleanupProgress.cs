namespace FlowForge.Jobs;

/// <summary>How far the clean-up of one scope has come.</summary>
public sealed record CleanupProgress
{
    /// <summary>How often it was tried.</summary>
    public required int Tries { get; init; }

    /// <summary>When everything in it was gone. Null: not yet.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>When it is tried again. Null: never.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>What went wrong last.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// What the try under way set out to remove; null between tries. Noted before anything is removed, so that a crash in the middle
    /// cannot remove something without a report.
    /// </summary>
    public IReadOnlyList<JobResource>? UnderWay { get; init; }

    /// <summary>Nothing more will be done: all gone, or given up.</summary>
    public bool IsSettled => NextTryAt is null;
}
