namespace FlowForge.KubernetesRuntime;

/// <summary>How long something is waited for, with growing pauses.</summary>
internal sealed class Patience(TimeProvider clock, TimeSpan limit)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);
    private readonly long _started = clock.GetTimestamp();
    private TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    public TimeSpan Waited => clock.GetElapsedTime(_started);

    public bool IsOver => Waited > limit;

    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_pause, clock, cancellationToken);
        if (_pause < Longest) _pause *= 2;
    }
}
