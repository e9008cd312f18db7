namespace FlowForge.Contracts;

/// <summary>One step of a job's escalation ladder was carried out, or tried.</summary>
public sealed record TimeoutActionTaken
{
    /// <summary>Derived from job, attempt, generation and step: a redelivery says the same again under the same id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>Its attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>The generation of the deadline.</summary>
    public required int Generation { get; init; }

    /// <summary>Which step of the ladder, from 0.</summary>
    public required int Step { get; init; }

    /// <summary>What was done.</summary>
    public required TimeoutAction Action { get; init; }

    /// <summary>What came of it.</summary>
    public required TimeoutActionResult Result { get; init; }

    /// <summary>When it was done, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it was due, UTC.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Why, for people: the limit and how long the job had run.</summary>
    public required string Reason { get; init; }

    /// <summary>What went wrong. Null unless <see cref="Result"/> is failed.</summary>
    public string? Error { get; init; }

    /// <summary>How often it was tried within this step.</summary>
    public int Tries { get; init; } = 1;

    /// <summary>When the job last reported that its state is saved, UTC. Null: never.</summary>
    public DateTimeOffset? StateSavedAt { get; init; }

    /// <summary>Where the timeout came from, such as <c>job type build</c>.</summary>
    public string? PolicySource { get; init; }

    /// <summary>Who acted, such as <c>flowforge/timeouts</c>.</summary>
    public required string InitiatedBy { get; init; }

    /// <summary>As in <see cref="JobStarted.CorrelationId"/>.</summary>
    public string? CorrelationId { get; init; }
}
