namespace FlowForge.Contracts;

/// <summary>An attempt was made to bring a dead job back.</summary>
public sealed record JobRecoveryAttempted
{
    /// <summary>Derived from job, attempt, recovery attempt and, where the same one may be made again, its result.</summary>
    public required Guid Id { get; init; }

    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>The attempt that died.</summary>
    public required int Attempt { get; init; }

    /// <summary>The attempt that takes its place. Null where none was started.</summary>
    public int? NextAttempt { get; init; }

    /// <summary>Why the job had died, as in <see cref="JobDeclaredDead.Cause"/>.</summary>
    public required string Cause { get; init; }

    /// <summary>What was done, such as <c>recreate</c>, <c>restart</c>, <c>give_up</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Whether it was achieved.</summary>
    public required bool Success { get; init; }

    /// <summary>What went wrong. Null where <see cref="Success"/>.</summary>
    public string? Error { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who acted.</summary>
    public required string InitiatedBy { get; init; }

    /// <summary>As in <see cref="JobStarted.CorrelationId"/>.</summary>
    public string? CorrelationId { get; init; }
}
