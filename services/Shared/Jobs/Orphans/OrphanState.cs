namespace FlowForge.Jobs;

/// <summary>What became of an orphan.</summary>
public enum OrphanState
{
    /// <summary>It was seen, and is still there.</summary>
    Seen,

    /// <summary>Its removal was begun; nobody has told yet what came of it.</summary>
    Removing,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It was removed, and put back.</summary>
    Restored,
}
