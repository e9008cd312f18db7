namespace FlowForge.Contracts;

/// <summary>A job entered a stage.</summary>
public sealed record JobStageChanged
{
    /// <summary>Derived from job, attempt and stage: a redelivery says the same again under the same id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>Its attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>The stage it is in now.</summary>
    public required LifecycleStage Stage { get; init; }

    /// <summary>When it entered the stage, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>How it ended. Null before that.</summary>
    public JobOutcome? Outcome { get; init; }

    /// <summary>Its organization. Default: none.</summary>
    public string? Organization { get; init; }

    /// <summary>Its type. Default: none.</summary>
    public string? JobType { get; init; }

    /// <summary>Who caused it.</summary>
    public required string InitiatedBy { get; init; }

    /// <summary>As in <see cref="JobStarted.CorrelationId"/>.</summary>
    public string? CorrelationId { get; init; }
}
