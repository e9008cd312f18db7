namespace FlowForge.Recovery;

/// <summary>What follows from a look at a silent job.</summary>
public enum VerdictKind
{
    /// <summary>It may heal by itself: it is looked at again.</summary>
    Wait,

    /// <summary>It is told, and nothing is done.</summary>
    Report,

    /// <summary>It has ended as a job does; only nobody said so.</summary>
    Ended,

    /// <summary>It is dead.</summary>
    Dead,
}
