namespace FlowForge.Contracts;

/// <summary>
/// A job died and may have another attempt: its job manager is asked to start it, and to announce it by JobStarted with
/// <see cref="NextAttempt"/>. A job manager that has started that attempt, or a later one, already has nothing to do.
/// </summary>
public sealed record JobRestartRequested
{
    /// <summary>Derived from job and next attempt.</summary>
    public required Guid Id { get; init; }

    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>The attempt that died. Nothing of it is alive any more.</summary>
    public required int Attempt { get; init; }

    /// <summary>The attempt to start: one more than <see cref="Attempt"/>, and no more than the job's attemptLimit.</summary>
    public required int NextAttempt { get; init; }

    /// <summary>Where the job's resources live (a Kubernetes namespace), as the job manager said. Null: the runtime's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>Why the job had died, as in <see cref="JobDeclaredDead.Cause"/>.</summary>
    public required string Cause { get; init; }

    /// <summary>When it was asked for, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who asks.</summary>
    public required string InitiatedBy { get; init; }

    /// <summary>As in <see cref="JobStarted.CorrelationId"/>, of the attempt that died.</summary>
    public string? CorrelationId { get; init; }
}
