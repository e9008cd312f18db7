using FlowForge.Hosting;
using MassTransit;
using Microsoft.Extensions.Options;

namespace FlowForge.Timeouts;

/// <summary>Steps take as long as their verification; so many jobs are worked on at once, and never one job twice in parallel by design: it has one pending step.</summary>
public sealed class TimeoutEscalationConsumerDefinition : ConsumerDefinition<TimeoutEscalationConsumer>
{
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
    }
}
