using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.JobManager;

/// <summary>A request only marks the attempt; the starts themselves are limited where they are made.</summary>
internal sealed class JobRestartRequestedConsumerDefinition : ConsumerDefinition<JobRestartRequestedConsumer>
{
    public JobRestartRequestedConsumerDefinition() => EndpointName = "job-manager-restart-requested";

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<JobRestartRequestedConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 16;
        endpointConfigurator.UseTransientRetry();
    }
}
