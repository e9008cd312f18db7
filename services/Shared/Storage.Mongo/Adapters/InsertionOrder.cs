namespace FlowForge.Storage.Mongo;

/// <summary>
/// Numbers in the order in which they were asked for: strictly within this process, and by the clock between processes. MongoDB has no
/// counter that all share without all waiting for it.
/// </summary>
internal sealed class InsertionOrder(TimeProvider clock)
{
    // Milliseconds since 1970 and 20 bits below them: enough until the year 2248, and for a million entries in each millisecond.
    private const int CounterBits = 20;

    private readonly Lock _lock = new();
    private long _last;

    public long Next()
    {
        lock (_lock)
            return _last = Math.Max(_last + 1, clock.GetUtcNow().ToUnixTimeMilliseconds() << CounterBits);
    }
}
