namespace FlowForge.Jobs;

/// <summary>A command to run as a job.</summary>
public sealed record JobRequest
{
    /// <summary>The program and its arguments; run as they are, not through a shell.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Default: made from the program's name and a number.</summary>
    public string? JobId { get; init; }

    public string? Organization { get; init; }
    public string? JobType { get; init; }

    /// <summary>As in JobStarted.</summary>
    public string? Timeout { get; init; }

    /// <summary>As in JobStarted.</summary>
    public string? GracePeriod { get; init; }

    /// <summary>As in JobStarted.</summary>
    public string? Retention { get; init; }

    public bool Protected { get; init; }

    /// <summary>How often it may be started: after an attempt that failed by itself the next one starts. 1 to 100. Default: 1.</summary>
    public int AttemptLimit { get; init; } = 1;

    /// <summary>Environment variables besides those the job gets anyway.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Files for the job's secrets folder, by name; never logged, removed by the clean-up.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();
}
