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

    /// <summary>What went wrong last. Null also while a try is under way, and after one that a crash cut short.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// What was set out to be removed and is not told as removed yet. Noted before anything is removed, and kept by a try that fails, so
    /// that neither a crash in the middle nor a removal that only looked like a failure leaves something gone without a report.
    /// </summary>
    public RemovalUnderWay? Removal { get; init; }

    /// <summary>Nothing more will be done: all gone, or given up.</summary>
    public bool IsSettled => NextTryAt is null;
}
