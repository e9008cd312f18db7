namespace FlowForge.Orphans;

/// <summary>How orphans of one kind are dealt with. Section <c>options:orphans:kinds:&lt;kind&gt;</c>.</summary>
public sealed class OrphanKindOptions
{
    /// <summary>Whether the scans by the clock look for them. Default: yes.</summary>
    public bool Scan { get; set; } = true;

    /// <summary>Whether they are removed. Default: no: a scan then only says what it would remove, how much that holds, and why.</summary>
    public bool Remove { get; set; }

    /// <summary>How long one must have been unchanged. From 1 s to 365 d. Default: by kind; pods and Jobs 1 h, most others 1 d, what lies in S3 7 d.</summary>
    public TimeSpan? MinimumAge { get; set; }

    /// <summary>In place of <see cref="OrphansOptions.Share"/>. Default: as there.</summary>
    public double? Share { get; set; }

    /// <summary>In place of <see cref="OrphansOptions.Number"/>. Default: as there.</summary>
    public int? Number { get; set; }
}
