namespace FlowForge.S3Artifacts;

/// <summary>How much lies under a prefix, and when any of it was last changed.</summary>
internal sealed record ObjectExtent
{
    /// <summary>Something is left that a removal would take: an object, where its versions go with it also one of those, or an unfinished upload.</summary>
    public bool IsAnyLeft { get; init; }

    /// <summary>Of all versions and markers, and of unfinished uploads, when the youngest was made. Null: there are none.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Of all versions.</summary>
    public long Bytes { get; init; }

    /// <summary>Versions, markers and unfinished uploads.</summary>
    public long Parts { get; init; }

    public ObjectExtent With(bool isLeft, DateTimeOffset? changedAt, long bytes) => new()
    {
        IsAnyLeft = IsAnyLeft || isLeft,
        ChangedAt = ChangedAt > changedAt ? ChangedAt : changedAt ?? ChangedAt,
        Bytes = Bytes + bytes,
        Parts = Parts + 1,
    };
}
