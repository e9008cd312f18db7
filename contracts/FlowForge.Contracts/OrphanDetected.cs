namespace FlowForge.Contracts;

/// <summary>A resource was found whose job is not known.</summary>
public sealed record OrphanDetected
{
    /// <summary>Derived from the resource and the scan.</summary>
    public required Guid Id { get; init; }

    /// <summary>As in <see cref="CleanupPerformed.ResourceType"/>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>The resource's name.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Where it lives. Default: none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The job its labels or path name.</summary>
    public required string JobId { get; init; }

    /// <summary>When it was made, UTC. Null: unknown.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When a scan first saw it without an owner, UTC.</summary>
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When this scan saw it, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why it counts as an orphan.</summary>
    public required string Reason { get; init; }

    /// <summary>True where nothing will be removed. Default: false.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who found it.</summary>
    public required string InitiatedBy { get; init; }
}
