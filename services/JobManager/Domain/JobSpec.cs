namespace FlowForge.JobManager;

/// <summary>A job as it was accepted. Its secrets are not in it.</summary>
internal sealed record JobSpec
{
    public required string JobId { get; init; }
    public required IReadOnlyList<string> Command { get; init; }
    public string? Organization { get; init; }
    public string? JobType { get; init; }
    public string? Timeout { get; init; }
    public string? GracePeriod { get; init; }
    public string? Retention { get; init; }
    public bool Protected { get; init; }
    public int AttemptLimit { get; init; } = 1;
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public required long SubmittedAt { get; init; }
}
