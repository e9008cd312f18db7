using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Controllers;

/// <summary>What has to be looked at again at a certain time: deadlines, backoffs, ends of grace periods. One timer, armed for the next.</summary>
internal sealed class Agenda : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private readonly PriorityQueue<ObjectKey, DateTimeOffset> _due = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public Agenda(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Rang?.Invoke(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public event Action? Rang;

    public void At(DateTimeOffset time, ObjectKey key) => _due.Enqueue(key, time);

    public IEnumerable<ObjectKey> TakeDue()
    {
        while (_due.TryPeek(out var key, out var time) && time <= _time.GetUtcNow())
        {
            _due.Dequeue();
            yield return key;
        }
    }

    /// <summary>Call when the work is done; a time that passed meanwhile rings at once.</summary>
    public void Arm()
    {
        if (!_due.TryPeek(out _, out var next)) return;
        var wait = next - _time.GetUtcNow();
        _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();
}
