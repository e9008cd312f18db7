namespace FlowForge.Hooks;

/// <summary>How long and how often a hook is tried.</summary>
/// <param name="Timeout">For each try.</param>
/// <param name="Retries">How many more tries after the first.</param>
/// <param name="RetryDelay">Before the second try; doubled before each later one, up to five minutes.</param>
public sealed record HookLimits(TimeSpan Timeout, int Retries, TimeSpan RetryDelay)
{
    public static readonly HookLimits Default = new(TimeSpan.FromSeconds(30), 2, TimeSpan.FromSeconds(1));

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>The pause after a number of failed tries.</summary>
    public TimeSpan PauseAfter(int tries)
    {
        if (RetryDelay >= LongestPause) return RetryDelay;
        var pause = RetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(tries - 1, 30));
        return TimeSpan.FromMilliseconds(Math.Min(pause, LongestPause.TotalMilliseconds));
    }
}
