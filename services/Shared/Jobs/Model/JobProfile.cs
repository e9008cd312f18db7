namespace FlowForge.Jobs;

/// <summary>What a job manager says about a job when it announces it, and the policy that was resolved from that.</summary>
public sealed record JobProfile
{
    public string? Organization { get; init; }
    public string? JobType { get; init; }
    public string? Namespace { get; init; }

    /// <summary>Never killed, never cleaned up.</summary>
    public bool Protected { get; init; }

    public int AttemptLimit { get; init; } = 1;
    public required string CorrelationId { get; init; }

    /// <summary>What the job manager asked for; <see cref="Policy"/> is what came of it. Null: nothing.</summary>
    public PolicyRequest? Asked { get; init; }

    public required ResolvedPolicy Policy { get; init; }
}
