using MassTransit;

namespace FlowForge.Benchmarks;

/// <summary>Where the timers arrive.</summary>
public sealed class TickConsumer(TickLog log, TimeProvider clock) : IConsumer<Tick>
{
    public Task Consume(ConsumeContext<Tick> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        log.Note(context.Message, clock.GetUtcNow());
        return Task.CompletedTask;
    }
}
