using System.Text.Json.Serialization;

namespace FlowForge.Jobs;

/// <summary>A resource whose job the registry does not know, and what became of it.</summary>
public sealed record Orphan
{
    /// <summary>Derived from the resource and its first sighting: what comes back after it was removed is another orphan.</summary>
    public required Guid Id { get; init; }

    /// <summary>As it was last inspected.</summary>
    public required OwnedResource Resource { get; init; }

    /// <summary>When a scan first saw it without an owner, UTC. Every scan since saw it so, too.</summary>
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When the last scan saw it, UTC.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>Why it counts as an orphan, or why it does not go yet, for people.</summary>
    public required string Reason { get; init; }

    public OrphanState State { get; init; } = OrphanState.Seen;

    /// <summary>How often its removal was tried.</summary>
    public int Tries { get; init; }

    /// <summary>When that was last.</summary>
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary>What went wrong at the last try to remove or restore it.</summary>
    public string? Error { get; init; }

    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>Until when the removal can be undone. Null: it cannot.</summary>
    public DateTimeOffset? UndoUntil { get; init; }

    /// <summary>What its kind needs to undo the removal. Never shown.</summary>
    public string? Undo { get; init; }

    public DateTimeOffset? RestoreRequestedAt { get; init; }
    public string? RestoreRequestedBy { get; init; }
    public DateTimeOffset? RestoredAt { get; init; }

    /// <summary>Since when nothing can happen to it any more: it was restored, or removed and can no longer be. Null: it still can.</summary>
    [JsonIgnore]
    public DateTimeOffset? SettledAt => State switch
    {
        OrphanState.Restored => RestoredAt,
        OrphanState.Removed when UndoUntil is null => RemovedAt,
        _ => null,
    };
}
