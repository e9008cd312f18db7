using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Lifecycle;

/// <summary>Its own queue, so that no flood of heartbeats delays an end.</summary>
public sealed class JobFinishedConsumerDefinition : ConsumerDefinition<JobFinishedConsumer>
{
    public JobFinishedConsumerDefinition() => EndpointName = "lifecycle-job-finished";

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<JobFinishedConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 64;
        endpointConfigurator.AcceptPlainJson();
        endpointConfigurator.UseTransientRetry();
    }
}
