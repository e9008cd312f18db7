using System.Diagnostics;
using MassTransit;

namespace FlowForge.Benchmarks;

/// <summary>Measures from the first message taken until so many were consumed and acknowledged.</summary>
internal sealed class ReceiveCount(int expected) : IReceiveObserver
{
    private readonly TaskCompletionSource<TimeSpan> _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _start;
    private int _done;

    public Task<TimeSpan> All => _all.Task;

    public Task PreReceive(ReceiveContext context)
    {
        if (_start == 0) Interlocked.CompareExchange(ref _start, Stopwatch.GetTimestamp(), 0);
        return Task.CompletedTask;
    }

    public Task PostReceive(ReceiveContext context)
    {
        if (Interlocked.Increment(ref _done) == expected) _all.TrySetResult(Stopwatch.GetElapsedTime(_start));
        return Task.CompletedTask;
    }

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) where T : class => Fail(exception);

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Fail(exception);

    private Task Fail(Exception exception)
    {
        _all.TrySetException(exception);
        return Task.CompletedTask;
    }
}
