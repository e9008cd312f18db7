namespace FlowForge.Orphans;

/// <summary>What is still between an ownerless resource and its removal.</summary>
internal enum OrphanReadiness
{
    /// <summary>It is younger than its kind must be, or its age is not known.</summary>
    Young,

    /// <summary>A mark, a lock or a process keeps it.</summary>
    Held,

    /// <summary>It was not seen twice yet at the interval that is asked for.</summary>
    Waiting,

    /// <summary>Nothing.</summary>
    Ready,
}
