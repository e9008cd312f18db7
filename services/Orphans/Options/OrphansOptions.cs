namespace FlowForge.Orphans;

/// <summary>How what nobody owns any more is found, and what stops a scan from removing it. Section <c>options:orphans</c>.</summary>
public sealed class OrphansOptions
{
    public const string Section = "options:orphans";

    /// <summary>When to scan, as a Quartz cron expression (seconds first), UTC. Default: <c>0 19 * * * ?</c>, hourly.</summary>
    public string Cron { get; set; } = "0 19 * * * ?";

    /// <summary>The least time between the two sightings that make an orphan. From 1 s to 30 d. Default: 50 min, less than the hour between two scans.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(50);

    /// <summary>The registry is believed only if its newest job is younger than this. From 1 min to 365 d. Default: 7 d.</summary>
    public TimeSpan NewestJobWithin { get; set; } = TimeSpan.FromDays(7);

    /// <summary>A scan removes nothing of a kind when more than this share of what it listed seems ownerless. Above 0, up to 1, which never stops. Default: 0.2.</summary>
    public double Share { get; set; } = 0.2;

    /// <summary>Fewer ownerless ones than this stop nothing, whatever their share. From 1 to 1,000,000. Default: 10.</summary>
    public int ShareLeast { get; set; } = 10;

    /// <summary>A scan removes nothing of a kind when more than so many seem ownerless. From 1 to 1,000,000. Default: 1,000.</summary>
    public int Number { get; set; } = 1_000;

    /// <summary>How long a removal can be undone, where the store allows it. From 0, never, to 365 d. Default: 7 d.</summary>
    public TimeSpan UndoFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>By how much clocks may differ; a clock that jumps by more stops the scan. From 1 s to 1 h. Default: 1 min.</summary>
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long reports of scans, and of what they removed, can be listed. From 1 d to 365 d. Default: 90 d. The audit keeps its own time.</summary>
    public TimeSpan ReportsFor { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How many orphans are looked at at once. From 1 to 64. Default: 8.</summary>
    public int Parallel { get; set; } = 8;

    /// <summary>By kind: artifacts, configmap, job, message, persistentvolumeclaim, pod, secret, timer, upload, workspace. Default: all are scanned, none is removed.</summary>
    public Dictionary<string, OrphanKindOptions> Kinds { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal OrphanKindOptions Of(string kind) => Kinds.GetValueOrDefault(kind) ?? new OrphanKindOptions();
}
