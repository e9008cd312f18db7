namespace FlowForge.Contracts;

/// <summary>A job has ended. Its retention counts from <see cref="FinishedAt"/>.</summary>
public sealed record JobFinished
{
    /// <summary>The job, as in <see cref="JobStarted.JobId"/>.</summary>
    public required string JobId { get; init; }

    /// <summary>Which try at this job, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When the job ended, UTC. Where two reports disagree, the earlier one counts.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>How the job ended, as far as the sender knows. A job that FlowForge stopped counts as terminated whatever is said here.</summary>
    public required JobOutcome Outcome { get; init; }

    /// <summary>The exit code of the job's main process; 128 + n where signal n ended it. Default: unknown.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why, for people. Default: none.</summary>
    public string? Reason { get; init; }
}
