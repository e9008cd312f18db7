namespace FlowForge.Contracts;

/// <summary>A lifecycle hook ran, or failed for good.</summary>
public sealed record HookExecuted
{
    /// <summary>Derived from job, attempt, stage and hook; it is also the idempotency key given to the hook.</summary>
    public required Guid Id { get; init; }

    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>Its attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>The stage that was entered.</summary>
    public required LifecycleStage Stage { get; init; }

    /// <summary>The hook's name.</summary>
    public required string Hook { get; init; }

    /// <summary>Whether it succeeded.</summary>
    public required bool Success { get; init; }

    /// <summary>What went wrong at the last try. Null where <see cref="Success"/>.</summary>
    public string? Error { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Tries { get; init; } = 1;

    /// <summary>When it ended, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>As in <see cref="JobStarted.CorrelationId"/>.</summary>
    public string? CorrelationId { get; init; }
}
