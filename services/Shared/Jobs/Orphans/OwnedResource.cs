using System.Text.Json.Serialization;

namespace FlowForge.Jobs;

/// <summary>Something that carries a job's id, as its store holds it.</summary>
public sealed record OwnedResource
{
    /// <summary>What it is, as in CleanupPerformed.ResourceType: <c>pod</c>, <c>secret</c>, <c>artifacts</c>, <c>workspace</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>Its exact name within its kind, never a pattern; of many parts under one prefix, the prefix.</summary>
    public required string Name { get; init; }

    public string? Namespace { get; init; }

    /// <summary>The job that its labels or its path name.</summary>
    public required JobId JobId { get; init; }

    /// <summary>The attempt that it names. Null: it names none.</summary>
    public int? Attempt { get; init; }

    /// <summary>Tells it from a later one of the same name, where the store can. Null: it cannot.</summary>
    public string? Uid { get; init; }

    /// <summary>When it was last changed, UTC; of many parts, when the youngest was. Null: only a closer look tells.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>How much it holds. Null: unknown, or it has no size.</summary>
    public long? Bytes { get; init; }

    /// <summary>Of how many parts it is made: objects, files. Null: unknown, or one.</summary>
    public long? Parts { get; init; }

    /// <summary>What keeps it from being removed, for people: a mark, a lock, a living process. Null: nothing.</summary>
    public string? HeldBy { get; init; }

    /// <summary>It is being removed, and takes its time. Default: false.</summary>
    public bool IsGoing { get; init; }

    /// <summary>The same for the same thing, whatever its age and size.</summary>
    [JsonIgnore] public Guid Key => DerivedId.From("owned", Kind, Namespace, Name, Uid);
}
