namespace FlowForge.Cleanup;

/// <summary>How often and how fast a clean-up is tried. Section <c>options:cleanup</c>.</summary>
public sealed class CleanupOptions
{
    public const string Section = "options:cleanup";

    internal const string Rules = Section + ": tries must be between 1 and 50, retryDelay between 100ms and 1h, longestRetryDelay at least retryDelay and at most 1d, heldDelay between 100ms and 1h, parallel and concurrency between 1 and 256";

    /// <summary>How often one part is tried before a person has to look. From 1 to 50. Default: 8.</summary>
    public int Tries { get; set; } = 8;

    /// <summary>The pause before the second try; it doubles with each. From 100 ms to 1 h. Default: 30 s.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause never grows longer than this. From RetryDelay to 1 d. Default: 1 h.</summary>
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The pause before the clean-up of a held job is looked at again. From 100 ms to 1 h. Default: 15 min.</summary>
    public TimeSpan HeldDelay { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many resources of one part are removed at once. From 1 to 256. Default: 8.</summary>
    public int Parallel { get; set; } = 8;

    /// <summary>How many jobs are cleaned up at once. From 1 to 256. Default: 8.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>The pause after that try.</summary>
    public TimeSpan PauseAfter(int tries)
    {
        var pause = RetryDelay * Math.Pow(2, Math.Min(tries - 1, 30));
        return pause < LongestRetryDelay ? pause : LongestRetryDelay;
    }

    internal string? Problem() =>
        Tries is < 1 or > 50 || RetryDelay < TimeSpan.FromMilliseconds(100) || RetryDelay > TimeSpan.FromHours(1)
        || LongestRetryDelay < RetryDelay || LongestRetryDelay > TimeSpan.FromDays(1)
        || HeldDelay < TimeSpan.FromMilliseconds(100) || HeldDelay > TimeSpan.FromHours(1) || Parallel is < 1 or > 256 || Concurrency is < 1 or > 256
            ? Rules
            : null;
}
