namespace FlowForge.Standalone;

/// <summary>Waits for what the orphans service does for a command, and says so, once, when it does not begin.</summary>
/// <param name="what">What was asked for, as a sentence begins: <c>Scan 7</c>.</param>
internal sealed class Waiting(string what)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500), Long = TimeSpan.FromSeconds(30);
    private readonly long _since = TimeProvider.System.GetTimestamp();
    private bool _told;

    public async Task ForAMomentAsync(bool hasBegun, CancellationToken cancellationToken)
    {
        await Task.Delay(LookAgain, TimeProvider.System, cancellationToken);
        if (hasBegun || _told || TimeProvider.System.GetElapsedTime(_since) < Long) return;
        _told = true;
        // Standard output is for the result.
        await Console.Error.WriteLineAsync($"{what} has not begun for {Long.TotalSeconds:0} s. Does the orphans service run, and is it done with earlier ones? It stays asked for, also when this command is ended.");
    }
}
