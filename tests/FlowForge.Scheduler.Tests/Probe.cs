using System.Collections.Concurrent;
using MassTransit;

namespace FlowForge.Scheduler.Tests;

/// <summary>A message that a timer delivers.</summary>
public sealed record Probe
{
    public required string Name { get; init; }

    /// <summary>Names its timer.</summary>
    public Guid Token { get; init; }
}

/// <summary>Notes when each probe came.</summary>
public sealed class ProbeConsumer(ProbeLog log, TimeProvider clock) : IConsumer<Probe>
{
    public Task Consume(ConsumeContext<Probe> context)
    {
        log.Arrived.Enqueue((context.Message.Name, clock.GetUtcNow()));
        return Task.CompletedTask;
    }
}

/// <summary>What came, in order.</summary>
public sealed class ProbeLog
{
    public ConcurrentQueue<(string Name, DateTimeOffset At)> Arrived { get; } = new();
}
