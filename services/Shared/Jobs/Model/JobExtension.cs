using System.Text.Json.Serialization;

namespace FlowForge.Jobs;

/// <summary>A later deadline, asked for by a person: pending until another approves it, or given.</summary>
public sealed record JobExtension
{
    /// <summary>Made by whoever asks, so that asking again extends once.</summary>
    public required Guid Id { get; init; }

    /// <summary>By how much the deadline moves.</summary>
    public required TimeSpan By { get; init; }

    public required string Reason { get; init; }

    /// <summary>Who asked; a claim, as the API does not ask who calls.</summary>
    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The generation of the deadline that it moves. Once that has passed, the request is void.</summary>
    public required int Generation { get; init; }

    /// <summary>Who approved it. Null: nobody has, or nobody had to.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>When the deadline was moved. Null: it is pending.</summary>
    public DateTimeOffset? GivenAt { get; init; }

    /// <summary>The deadline before, and after; as they were, or would be, when this was written.</summary>
    public required DateTimeOffset From { get; init; }

    /// <inheritdoc cref="From" />
    public required DateTimeOffset To { get; init; }

    [JsonIgnore] public bool IsGiven => GivenAt is not null;
}
