namespace FlowForge.Contracts;

/// <summary>A running job was silent for longer than its policy allows, and its runtime confirmed that it is dead.</summary>
public sealed record JobDeclaredDead
{
    /// <summary>Derived from job and attempt.</summary>
    public required Guid Id { get; init; }

    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>Its attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was last heard of, UTC. Null: never since its start.</summary>
    public DateTimeOffset? LastHeartbeatAt { get; init; }

    /// <summary>What the runtime shows, such as <c>job gone</c>, <c>no pods</c>, <c>ImagePullBackOff</c>.</summary>
    public required string Cause { get; init; }

    /// <summary>When it was declared dead, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who declared it.</summary>
    public required string InitiatedBy { get; init; }

    /// <summary>As in <see cref="JobStarted.CorrelationId"/>.</summary>
    public string? CorrelationId { get; init; }
}
