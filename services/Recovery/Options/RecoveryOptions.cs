namespace FlowForge.Recovery;

/// <summary>When a silent job counts as dead, and what is done then. Section <c>options:recovery</c>.</summary>
public sealed class RecoveryOptions
{
    public const string Section = "options:recovery";

    /// <summary>How long after a job was found silent its runtime is looked at. From 1 s to 1 h. Default: 30 s.</summary>
    public TimeSpan SecondLook { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Recovery is suspended while more than this share of the watched jobs is silent. Above 0, up to 1, which never suspends. Default: 0.5.</summary>
    public double BrakeShare { get; set; } = 0.5;

    /// <summary>Fewer silent jobs than this suspend nothing, whatever their share. From 1 to 1,000,000. Default: 10.</summary>
    public int BrakeLeast { get; set; } = 10;

    /// <summary>How long a job may be silent in a crash loop, or for want of its image, before it counts as dead. From SecondLook to 1 d. Default: 10 min.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a silent job may wait for a node that takes it before it counts as dead. From SecondLook to 1 d. Default: 30 min.</summary>
    public TimeSpan PendingPatience { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The pause from a first attempt's death to the request for the second; it doubles with each attempt. From 1 s to 1 h. Default: 30 s.</summary>
    public TimeSpan Backoff { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>No pause, neither before an attempt nor between looks at one job, grows longer than this. From Backoff to 1 d. Default: 15 min.</summary>
    public TimeSpan LongestBackoff { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long it may take until nothing of a dead job is left, once it was killed or removed. From 100 ms to 5 min. Default: 5 s.</summary>
    public TimeSpan VerifyWithin { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many jobs are looked at once. From 1 to 256. Default: 8.</summary>
    public int Parallel { get; set; } = 8;

    /// <summary>From the death of that attempt to the request for the next.</summary>
    public TimeSpan BackoffAfter(int attempt) => Doubled(Backoff, attempt - 1);

    /// <summary>From that look at a job to the next, while nothing changes.</summary>
    public TimeSpan PauseAfter(int looks) => Doubled(SecondLook, looks - 1);

    private TimeSpan Doubled(TimeSpan first, int times)
    {
        // In floating point until it is bounded: an hour, doubled a hundred times, is beyond TimeSpan.
        var pause = first.TotalMilliseconds * Math.Pow(2, Math.Clamp(times, 0, 30));
        return TimeSpan.FromMilliseconds(Math.Min(pause, Math.Max(first.TotalMilliseconds, LongestBackoff.TotalMilliseconds)));
    }
}
