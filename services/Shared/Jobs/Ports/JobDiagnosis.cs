namespace FlowForge.Jobs;

/// <summary>What keeps a job that is there from getting anywhere, where its runtime can tell.</summary>
public enum JobDiagnosis
{
    /// <summary>The job is there and has no pod, and none is being made.</summary>
    NoPods,

    /// <summary>An image cannot be pulled: ImagePullBackOff, ErrImagePull, InvalidImageName.</summary>
    ImagePullFailed,

    /// <summary>Its main process ends again and again: CrashLoopBackOff.</summary>
    CrashLoop,

    /// <summary>No node takes it: Pending, unschedulable.</summary>
    Unschedulable,

    /// <summary>The node it ran on does not answer, or is gone.</summary>
    NodeLost,

    /// <summary>Its main process was killed for want of memory: OOMKilled.</summary>
    OutOfMemory,
}
