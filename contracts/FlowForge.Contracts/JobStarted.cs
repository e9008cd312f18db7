namespace FlowForge.Contracts;

/// <summary>A job runs from <see cref="StartedAt"/>. Its deadline counts from there. Sent by the job manager.</summary>
public sealed record JobStarted
{
    /// <summary>Lower-case DNS label (at most 63 characters) or subdomain (at most 253). Anything else is refused.</summary>
    public required string JobId { get; init; }

    /// <summary>Which try at this job, from 1. A lower one than already known is stale and changes nothing.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When the job started, UTC. A time in the future is clamped to now, and noted.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Who the job belongs to; selects the organization's policy. DNS label. Default: none.</summary>
    public string? Organization { get; init; }

    /// <summary>What kind of job it is; selects the job type's policy. DNS label. Default: none.</summary>
    public string? JobType { get; init; }

    /// <summary>Where the job's resources live (a Kubernetes namespace). Default: the runtime's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The job's own timeout, such as <c>90s</c>, <c>15m</c>, <c>2h</c> or <c>PT15M</c>. Default: the policy's.</summary>
    public string? Timeout { get; init; }

    /// <summary>The job's own grace period between soft and hard kill, in the form of <see cref="Timeout"/>. Default: the policy's.</summary>
    public string? GracePeriod { get; init; }

    /// <summary>How long what the job leaves is kept after its end, whatever its outcome; <c>0s</c> removes it at once. Default: the policy's.</summary>
    public string? Retention { get; init; }

    /// <summary>True keeps FlowForge from ever killing the job or deleting what it leaves. Default: false.</summary>
    public bool Protected { get; init; }

    /// <summary>How many attempts the job may have. Default: 1.</summary>
    public int AttemptLimit { get; init; } = 1;

    /// <summary>Ties every later message and audit entry of this attempt together. Default: derived from job and attempt.</summary>
    public string? CorrelationId { get; init; }
}
