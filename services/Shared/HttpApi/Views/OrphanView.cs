using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>An orphan as callers see it: never what is kept of it.</summary>
public sealed record OrphanView
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    public required string Name { get; init; }
    public string? Namespace { get; init; }
    public required string JobId { get; init; }

    /// <summary><c>seen</c>, <c>removing</c>, <c>removed</c> or <c>restored</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it counts as an orphan, or why it does not go yet.</summary>
    public required string Reason { get; init; }

    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>How much it holds. Null: unknown.</summary>
    public long? Bytes { get; init; }

    /// <summary>Of how many parts it is made. Null: unknown, or one.</summary>
    public long? Parts { get; init; }

    public required DateTimeOffset FirstSeenAt { get; init; }
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>How often its removal was tried.</summary>
    public int Tries { get; init; }

    public string? Error { get; init; }
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>Until when it can be restored. Null: it cannot.</summary>
    public DateTimeOffset? UndoUntil { get; init; }

    public DateTimeOffset? RestoreRequestedAt { get; init; }
    public DateTimeOffset? RestoredAt { get; init; }

    public static OrphanView Of(Orphan orphan)
    {
        ArgumentNullException.ThrowIfNull(orphan);
        return new OrphanView
        {
            Id = orphan.Id,
            Kind = orphan.Resource.Kind,
            Name = orphan.Resource.Name,
            Namespace = orphan.Resource.Namespace,
            JobId = orphan.Resource.JobId.Value,
            State = OrphansApi.Spelled(orphan.State),
            Reason = orphan.Reason,
            ChangedAt = orphan.Resource.ChangedAt,
            Bytes = orphan.Resource.Bytes,
            Parts = orphan.Resource.Parts,
            FirstSeenAt = orphan.FirstSeenAt,
            LastSeenAt = orphan.LastSeenAt,
            Tries = orphan.Tries,
            Error = orphan.Error,
            RemovedAt = orphan.RemovedAt,
            UndoUntil = orphan.State == OrphanState.Removed ? orphan.UndoUntil : null,
            RestoreRequestedAt = orphan.RestoreRequestedAt,
            RestoredAt = orphan.RestoredAt,
        };
    }
}
