namespace FlowForge.JobManager;

/// <summary>How Jobs of a cluster are announced that no job manager announces.</summary>
public sealed class ClusterOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "options:clusterJobs";

    /// <summary>How long a job manager has to announce a Job of its own before it is announced from the Job. Up to 10 min. Default: 10 s.</summary>
    public TimeSpan HeadStart { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a job manager has to tell the end of its job before that is told from the Job. 1 s to 1 d. Default: 1 min.</summary>
    public TimeSpan LostEndAfter { get; set; } = TimeSpan.FromMinutes(1);
}
