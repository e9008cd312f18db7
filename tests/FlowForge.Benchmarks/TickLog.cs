using System.Collections.Concurrent;

namespace FlowForge.Benchmarks;

/// <summary>What came when.</summary>
public sealed class TickLog
{
    private readonly ConcurrentQueue<(Tick Tick, DateTimeOffset At)> _arrivals = new();

    public IReadOnlyCollection<(Tick Tick, DateTimeOffset At)> Arrivals => _arrivals;

    public int Count => _arrivals.Count;

    public void Note(Tick tick, DateTimeOffset at) => _arrivals.Enqueue((tick, at));
}
