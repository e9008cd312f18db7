namespace FlowForge.Jobs;

/// <summary>One act, or one try, and all that is needed to account for it.</summary>
public sealed record AuditEntry
{
    /// <summary>Derived from cause, action and resource.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was done, UTC.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The job; null where a message was so broken that it named none.</summary>
    public string? JobId { get; init; }

    public int? Attempt { get; init; }

    /// <summary>What was acted on: <c>job</c>, <c>workspace</c>, <c>secret</c>, <c>logs</c>, <c>hook</c>, <c>message</c>, …</summary>
    public required string ResourceType { get; init; }

    public required string ResourceName { get; init; }

    /// <summary>What was done: <c>warn</c>, <c>soft_kill</c>, <c>hard_kill</c>, <c>force_delete</c>, <c>delete</c>, <c>stage</c>, <c>hook</c>, <c>dead_letter</c>, …</summary>
    public required string Action { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Who acted.</summary>
    public required string InitiatedBy { get; init; }

    public required bool Success { get; init; }
    public string? ErrorMessage { get; init; }

    /// <summary>Which level of the policy asked for it.</summary>
    public string? PolicySource { get; init; }

    public string? CorrelationId { get; init; }
}
