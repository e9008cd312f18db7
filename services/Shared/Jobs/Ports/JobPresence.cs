namespace FlowForge.Jobs;

/// <summary>Whether a job is there.</summary>
public enum JobPresence
{
    /// <summary>Something of it is alive.</summary>
    Running,

    /// <summary>It ran here and nothing of it is alive any more.</summary>
    Ended,

    /// <summary>The runtime knows no such job.</summary>
    NotFound,
}
