using FlowForge.Contracts;
using MassTransit;

namespace FlowForge.Benchmarks;

/// <summary>Takes heartbeats in batches and does nothing: what MassTransit and the broker cost by themselves.</summary>
public sealed class EmptyHeartbeatConsumer : IConsumer<Batch<JobHeartbeat>>
{
    public Task Consume(ConsumeContext<Batch<JobHeartbeat>> context) => Task.CompletedTask;
}
