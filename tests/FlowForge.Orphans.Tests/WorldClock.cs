namespace FlowForge.Orphans.Tests;

/// <summary>A clock that the test moves: with the time that passes, or by a jump that only the hands make.</summary>
internal sealed class WorldClock : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp()
    {
        lock (_gate) return _passed.Ticks;
    }

    public void Pass(TimeSpan time)
    {
        lock (_gate) (_now, _passed) = (_now + time, _passed + time);
    }

    public void Jump(TimeSpan time)
    {
        lock (_gate) _now += time;
    }
}
