using FlowForge.Contracts;
using FlowForge.Hosting;
using MassTransit;
using Microsoft.Extensions.Options;

namespace FlowForge.Timeouts;

/// <summary>Steps take as long as their verification; so many jobs are worked on at once, each by one step at a time.</summary>
public sealed class TimeoutEscalationConsumerDefinition : ConsumerDefinition<TimeoutEscalationConsumer>
{
    private const int Partitions = 256;

    public TimeoutEscalationConsumerDefinition(IOptions<TimeoutsOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        EndpointName = QueueNames.TimeoutEscalation;
        ConcurrentMessageLimit = options.Value.Concurrency;
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TimeoutEscalationConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = ConcurrentMessageLimit ?? 32;
        endpointConfigurator.UseTransientRetry();
        // A rebuild at start may bring a step that the journal brings too: one after the other, the second finds it done.
        consumerConfigurator.Message<TimeoutEscalation>(message => message.UsePartitioner(Partitions, context => context.Message.JobId));
    }
}
