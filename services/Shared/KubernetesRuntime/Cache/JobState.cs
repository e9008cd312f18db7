namespace FlowForge.KubernetesRuntime;

/// <summary>How far a Job has come, by its terminal conditions.</summary>
internal enum JobState
{
    /// <summary>It has none: pods run, or are to come.</summary>
    Active,

    /// <summary>It is decided how it ends, and its pods are on their way out: no new ones come.</summary>
    Ending,

    Complete,
    Failed,
}
