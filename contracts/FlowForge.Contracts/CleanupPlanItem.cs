namespace FlowForge.Contracts;

/// <summary>One part of what a job leaves, and when it may go.</summary>
public sealed record CleanupPlanItem
{
    /// <summary><c>runtime</c> (workspace, secrets, pods, …) or an artifact class: <c>logs</c>, <c>artifacts</c>, <c>partial</c>, <c>reports</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>When it may be removed, UTC.</summary>
    public required DateTimeOffset DueAt { get; init; }
}
