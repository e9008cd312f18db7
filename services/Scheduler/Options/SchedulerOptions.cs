namespace FlowForge.Scheduler;

/// <summary>How the scheduler looks ahead. Section <c>options:scheduler</c>.</summary>
public sealed class SchedulerOptions
{
    public const string Section = "options:scheduler";

    internal const string Rules = Section + ": lookAhead must be between 1 second and 1 hour, batchSize between 1 and 10000, aliveFor between 1 second and 10 minutes";

    /// <summary>Timers due within this window are held in memory. From 1 s to 1 h. Default: 30 s.</summary>
    public TimeSpan LookAhead { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many timers are leased in one go. From 1 to 10,000. Default: 1,000.</summary>
    public int BatchSize { get; set; } = 1_000;

    /// <summary>
    /// A replica that has not said for so long that it is alive loses the timers it holds to the others. From 1 s to 10 min. Default: 15 s.
    /// </summary>
    public TimeSpan AliveFor { get; set; } = TimeSpan.FromSeconds(15);

    internal string? Problem() =>
        LookAhead < TimeSpan.FromSeconds(1) || LookAhead > TimeSpan.FromHours(1) || BatchSize is < 1 or > 10_000
        || AliveFor < TimeSpan.FromSeconds(1) || AliveFor > TimeSpan.FromMinutes(10)
            ? Rules
            : null;
}
