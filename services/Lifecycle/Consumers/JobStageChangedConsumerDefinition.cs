using FlowForge.Contracts;
using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Lifecycle;

/// <summary>Hooks are other people's code and may be slow: they have their own queue and hold up nothing else.</summary>
public sealed class JobStageChangedConsumerDefinition : ConsumerDefinition<JobStageChangedConsumer>
{
    private const int Partitions = 32;

    public JobStageChangedConsumerDefinition() => EndpointName = "lifecycle-stage-hooks";

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<JobStageChangedConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 32;
        endpointConfigurator.UseTransientRetry();
        // One job's stages in their order, many jobs at a time.
        consumerConfigurator.Message<JobStageChanged>(message => message.UsePartitioner(Partitions, context => context.Message.JobId));
    }
}
