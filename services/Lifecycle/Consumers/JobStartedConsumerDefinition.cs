using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Lifecycle;

/// <summary>Its own queue; order against the other events does not matter.</summary>
public sealed class JobStartedConsumerDefinition : ConsumerDefinition<JobStartedConsumer>
{
    public JobStartedConsumerDefinition() => EndpointName = "lifecycle-job-started";

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<JobStartedConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 64;
        endpointConfigurator.AcceptPlainJson();
        endpointConfigurator.UseTransientRetry();
    }
}
