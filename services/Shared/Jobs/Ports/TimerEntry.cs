namespace FlowForge.Jobs;

/// <summary>One message that is to be delivered later.</summary>
public sealed record TimerEntry
{
    /// <summary>Names the timer; scheduling again under the same token replaces it.</summary>
    public required Guid Token { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The address of the receiving queue or exchange.</summary>
    public required Uri Destination { get; init; }

    /// <summary>The message's type URNs.</summary>
    public required IReadOnlyList<string> PayloadType { get; init; }

    /// <summary>The message, as JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>The same for the same content, so that a replaced timer is told from a redelivered one.</summary>
    public Guid Version => DerivedId.From(Token, DueAt.ToUnixTimeMilliseconds(), Destination, string.Join(',', PayloadType), Payload);
}
