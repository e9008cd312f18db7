using FlowForge.Contracts;
using FlowForge.Hosting;
using MassTransit;
using Microsoft.Extensions.Options;

namespace FlowForge.Cleanup;

/// <summary>Removals are slow and never urgent: a few jobs at a time, each by one consumer at a time.</summary>
public sealed class CleanupDueConsumerDefinition : ConsumerDefinition<CleanupDueConsumer>
{
    private const int Partitions = 64;

    public CleanupDueConsumerDefinition(IOptions<CleanupOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        EndpointName = QueueNames.CleanupDue;
        ConcurrentMessageLimit = options.Value.Concurrency;
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<CleanupDueConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = ConcurrentMessageLimit ?? 8;
        endpointConfigurator.UseTransientRetry();
        consumerConfigurator.Message<CleanupDue>(message => message.UsePartitioner(Partitions, context => context.Message.JobId));
    }
}
