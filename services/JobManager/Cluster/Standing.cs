namespace FlowForge.JobManager.Cluster;

/// <summary>How a Job in the cluster stands to what the registry knows.</summary>
internal enum Standing
{
    /// <summary>Nobody has announced it.</summary>
    Unannounced,

    /// <summary>It was announced from its Job.</summary>
    Ours,

    /// <summary>A job manager of its own has announced it.</summary>
    Theirs,

    /// <summary>Its end is known, or another attempt is under way: nothing is left to say.</summary>
    Settled,

    /// <summary>Its job id is that of a job elsewhere.</summary>
    Elsewhere,

    /// <summary>Its job id and attempt are those of a job that has ended before it began.</summary>
    UsedBefore,
}
