namespace FlowForge.Recovery;

/// <summary>What a look at a silent job may show, in the words of JobDeclaredDead.Cause. They are stored, so they do not change.</summary>
public static class Causes
{
    public const string JobGone = "job gone";
    public const string EndUnknown = "ended, nobody knows how";
    public const string NoPods = "no pods";
    public const string NodeLost = "node lost";
    public const string OutOfMemory = "OOMKilled";
    public const string CrashLoop = "CrashLoopBackOff";
    public const string ImagePull = "ImagePullBackOff";
    public const string Unschedulable = "unschedulable";
    public const string SilentButAlive = "silent, but alive";

    /// <summary>Its end was lost on the way; nothing is wrong with the job itself.</summary>
    public const string EndNotReported = "its end was not reported";

    /// <summary>Its runtime does not look where it is said to be: nothing is known of it.</summary>
    public const string OutOfReach = "out of its runtime's reach";

    /// <summary>Somebody set out to stop it; that is the escalation ladder's to see to.</summary>
    public const string BeingStopped = "being stopped";

    /// <summary>It was silent while recovery was suspended, so its silence is no sign.</summary>
    public const string Suspended = "recovery was suspended";

    /// <summary>Nothing that is asked to end it can answer: what is left is removed instead.</summary>
    public static bool CallsForForce(string? cause) => cause is NoPods or NodeLost;

    /// <summary>A new attempt would need the same image.</summary>
    public static bool CallsForRestart(string? cause) => cause is not ImagePull;
}
