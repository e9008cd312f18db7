using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Lifecycle;

/// <summary>Hooks are other people's code and may be slow: they have their own queue and hold up nothing else.</summary>
public sealed class JobStageChangedConsumerDefinition : ConsumerDefinition<JobStageChangedConsumer>
{
    public JobStageChangedConsumerDefinition() => EndpointName = "lifecycle-stage-hooks";

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<JobStageChangedConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 32;
        endpointConfigurator.UseTransientRetry();
    }
}
