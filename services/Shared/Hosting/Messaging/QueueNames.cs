namespace FlowForge.Hosting;

/// <summary>The queues that scheduled messages are addressed to. Every other queue is found through its message's exchange.</summary>
public static class QueueNames
{
    public const string Scheduler = "scheduler";
    public const string TimeoutEscalation = "timeouts-timeout-escalation";
    public const string CleanupDue = "cleanup-cleanup-due";

    /// <summary>
    /// By its exchange, which has the queue's name: an address of the queue itself would make every sender declare it, with arguments of its own.
    /// </summary>
    public static Uri Address(string queue) => new("exchange:" + queue);

    /// <summary>
    /// All who listen to a message, by its own exchange. For a scheduled message that is for whoever wants it, as if it were published
    /// at its time: its sender need not know the queues, and a subscriber's queue gets it as the service's own does.
    /// </summary>
    public static Uri Everybody<T>() => new("exchange:" + ReadableEntityNames.Of(typeof(T)));

    /// <summary>The queue or exchange at an address, short or in a transport's own form.</summary>
    public static string Of(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsAbsoluteUri && address.Scheme is "queue" or "exchange" ? address.AbsolutePath : address.Segments[^1];
    }
}
