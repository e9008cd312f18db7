namespace FlowForge.Hosting;

/// <summary>The queues that scheduled messages are addressed to. Every other queue is found through its message's exchange.</summary>
public static class QueueNames
{
    public const string Scheduler = "scheduler";
    public const string TimeoutEscalation = "timeouts-timeout-escalation";
    public const string CleanupDue = "cleanup-cleanup-due";

    public static Uri Address(string queue) => new("queue:" + queue);
}
