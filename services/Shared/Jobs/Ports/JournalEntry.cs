namespace FlowForge.Jobs;

/// <summary>One message on its way to one queue of a transport that has no memory of its own.</summary>
public sealed record JournalEntry
{
    public required Guid MessageId { get; init; }
    public required string Queue { get; init; }
    public required string ContentType { get; init; }

    /// <summary>The serialized envelope.</summary>
    public required byte[] Body { get; init; }
}
