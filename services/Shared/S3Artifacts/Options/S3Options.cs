namespace FlowForge.S3Artifacts;

/// <summary>Which bucket holds what jobs leave. Section <c>s3</c>. Credentials are found by the SDK's own chain: environment, profile, web identity, instance role.</summary>
public sealed class S3Options
{
    public const string Section = "s3";

    /// <summary>The bucket. No default.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>The server, such as <c>https://s3.example.org</c>. Default: AWS, in <see cref="Region"/>.</summary>
    public string? Endpoint { get; set; }

    /// <summary>The region; of another server than AWS, the one it expects in signatures. Default: us-east-1.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Whether the bucket is named in the path and not in the host's name. Default: yes with an <see cref="Endpoint"/>, no with AWS.</summary>
    public bool? PathStyle { get; set; }

    /// <summary>What the keys of all jobs begin with: <c>prefix/organization/job/class/…</c>. One or more parts with <c>/</c> between them. Default: jobs.</summary>
    public string Prefix { get; set; } = "jobs";

    /// <summary>
    /// In a versioned bucket: true leaves a delete marker, and the bucket's own lifecycle removes what is under it later, so that a removal can be
    /// undone until then; false removes every version. Default: false.
    /// </summary>
    public bool KeepVersions { get; set; }

    /// <summary>Where what is about to be removed is copied first: a prefix in <see cref="ArchiveBucket"/>. Null or empty: it is not copied. Default: null.</summary>
    public string? ArchivePrefix { get; set; }

    /// <summary>The bucket of the archive. Default: the same.</summary>
    public string? ArchiveBucket { get; set; }

    /// <summary>Which classes are archived. Default: none.</summary>
    public IList<string> Archive { get; } = [];

    /// <summary>Where what an orphan scan removes is copied first, below the orphan's id, unless <see cref="KeepVersions"/> keeps it: a prefix in the same bucket. Default: trash.</summary>
    public string TrashPrefix { get; set; } = "trash";

    /// <summary>How often the SDK tries one call again, with growing pauses. From 0 to 20. Default: 4.</summary>
    public int Retries { get; set; } = 4;

    /// <summary>How long one call may take. From 1 s to 10 min. Default: 30 s.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
