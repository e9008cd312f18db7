namespace FlowForge.Recovery;

/// <summary>What is done about a silent job, in the words of JobRecoveryAttempted.Action and of the metric.</summary>
public static class RecoveryActions
{
    public const string Report = "report";
    public const string TellEnd = "tell_end";
    public const string DeclareDead = "declare_dead";
    public const string Kill = "kill";
    public const string ForceDelete = "force_delete";
    public const string Restart = "restart";
    public const string GiveUp = "give_up";
}
