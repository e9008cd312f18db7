namespace FlowForge.Contracts;

/// <summary>A job is alive. Sent as often as the job manager likes; only the newest counts.</summary>
public sealed record JobHeartbeat
{
    /// <summary>The job, as in <see cref="JobStarted.JobId"/>.</summary>
    public required string JobId { get; init; }

    /// <summary>Which try at this job, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When the job was seen alive, UTC. Heartbeats only move forward.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>True once the job has saved its state, so that killing it loses nothing. Default: false.</summary>
    public bool StateSaved { get; init; }
}
