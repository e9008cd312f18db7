namespace FlowForge.ServiceHost;

/// <summary>
/// Ends a process that does not end when it should: not every wait in the libraries heeds that it is given up, and whoever starts
/// services again waits for the old process to be gone.
/// </summary>
internal static class ShutdownLimit
{
    /// <summary>For what comes after the services have stopped: closing connections, flushing logs.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <param name="timeout">How long the services in it may take for that.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="end">Ends the process; is given how long was waited.</param>
    /// <param name="stopping">Is cancelled when the service is to stop.</param>
    public static void Guard(TimeSpan timeout, TimeProvider clock, Action<TimeSpan> end, CancellationToken stopping) =>
        stopping.Register(() => _ = EndAsync(timeout + Margin, clock, end));

    private static async Task EndAsync(TimeSpan limit, TimeProvider clock, Action<TimeSpan> end)
    {
        await Task.Delay(limit, clock);
        end(limit);
    }
}
