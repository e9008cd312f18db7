namespace FlowForge.Contracts;

/// <summary>The next step of a job's escalation ladder is due. Scheduled; at most one is pending for a job.</summary>
public sealed record TimeoutEscalation
{
    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>The attempt it was scheduled for; dropped when another attempt runs.</summary>
    public required int Attempt { get; init; }

    /// <summary>The generation of the deadline it was scheduled under; dropped when the deadline has moved since.</summary>
    public required int Generation { get; init; }

    /// <summary>Which step, from 0. Beyond the ladder's end the last step is repeated.</summary>
    public required int Step { get; init; }

    /// <summary>What to do.</summary>
    public required TimeoutAction Action { get; init; }

    /// <summary>When it was due, UTC.</summary>
    public required DateTimeOffset DueAt { get; init; }
}
