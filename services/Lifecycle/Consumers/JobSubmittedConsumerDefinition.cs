using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Lifecycle;

/// <summary>Its own queue; order against the other events does not matter.</summary>
public sealed class JobSubmittedConsumerDefinition : ConsumerDefinition<JobSubmittedConsumer>
{
    public JobSubmittedConsumerDefinition() => EndpointName = "lifecycle-job-submitted";

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<JobSubmittedConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 64;
        endpointConfigurator.AcceptPlainJson();
        endpointConfigurator.UseTransientRetry();
    }
}
