using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Lifecycle;

/// <summary>Heartbeats have a queue of their own and are taken in large batches: a flood of them delays nothing but heartbeats.</summary>
public sealed class JobHeartbeatConsumerDefinition : ConsumerDefinition<JobHeartbeatConsumer>
{
    public JobHeartbeatConsumerDefinition() => EndpointName = "lifecycle-job-heartbeat";

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<JobHeartbeatConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 2_000;
        endpointConfigurator.UseTransientRetry();
        consumerConfigurator.Options<BatchOptions>(batch => batch.SetMessageLimit(1_000).SetTimeLimit(TimeSpan.FromMilliseconds(200)).SetConcurrencyLimit(1));
    }
}
