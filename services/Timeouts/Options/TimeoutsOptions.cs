namespace FlowForge.Timeouts;

/// <summary>How escalation steps are tried and verified. Section <c>options:timeouts</c>.</summary>
public sealed class TimeoutsOptions
{
    public const string Section = "options:timeouts";

    internal const string Rules = Section + ": tries must be between 1 and 10, retryDelay between 10ms and 1m, verifyWithin between 100ms and 5m, unreachableDelay between 100ms and 15m, heldDelay between 100ms and 1h, concurrency between 1 and 256";

    /// <summary>How often one step is tried before it counts as failed and the next one follows. From 1 to 10. Default: 3.</summary>
    public int Tries { get; set; } = 3;

    /// <summary>The pause before the second try; it doubles with each. From 10 ms to 1 min. Default: 500 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a hard kill or force delete may take until nothing of the job is left. From 100 ms to 5 min. Default: 5 s.</summary>
    public TimeSpan VerifyWithin { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause before a step is tried again for a job whose runtime could not be asked about it. The ladder stands still meanwhile, so that no job loses its grace period to an outage. From 100 ms to 15 min. Default: 30 s.</summary>
    public TimeSpan UnreachableDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause before a step of a held job is looked at again: so long a job may live on after its release at most. From 100 ms to 1 h. Default: 15 min.</summary>
    public TimeSpan HeldDelay { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many jobs are acted on at once. From 1 to 256. Default: 32.</summary>
    public int Concurrency { get; set; } = 32;

    internal string? Problem() =>
        Tries is < 1 or > 10 || RetryDelay < TimeSpan.FromMilliseconds(10) || RetryDelay > TimeSpan.FromMinutes(1)
        || VerifyWithin < TimeSpan.FromMilliseconds(100) || VerifyWithin > TimeSpan.FromMinutes(5)
        || UnreachableDelay < TimeSpan.FromMilliseconds(100) || UnreachableDelay > TimeSpan.FromMinutes(15)
        || HeldDelay < TimeSpan.FromMilliseconds(100) || HeldDelay > TimeSpan.FromHours(1) || Concurrency is < 1 or > 256
            ? Rules
            : null;
}
