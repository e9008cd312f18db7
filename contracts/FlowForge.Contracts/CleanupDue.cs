namespace FlowForge.Contracts;

/// <summary>Something that an ended job left is to be removed. Scheduled; at most one is pending for a job.</summary>
public sealed record CleanupDue
{
    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>The attempt whose end is cleaned up; dropped when a newer attempt exists.</summary>
    public required int Attempt { get; init; }

    /// <summary>When the first part of the plan is due, UTC.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>What is still to be removed, and when.</summary>
    public required IReadOnlyList<CleanupPlanItem> Plan { get; init; }
}
