using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;
using MassTransit.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Lifecycle;

/// <summary>Heartbeats have a queue of their own and are taken in large batches: a flood of them delays nothing but heartbeats.</summary>
public sealed class JobHeartbeatConsumerDefinition : ConsumerDefinition<JobHeartbeatConsumer>
{
    public JobHeartbeatConsumerDefinition() => EndpointName = "lifecycle-job-heartbeat";

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<JobHeartbeatConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 4_000;
        endpointConfigurator.AcceptPlainJson();
        endpointConfigurator.UseTransientRetry();
        // One bad heartbeat must not take the good ones of its batch to the error queue.
        endpointConfigurator.AddPipeSpecification(new FilterPipeSpecification<ConsumeContext<JobHeartbeat>>(new HeartbeatCheck(context.GetRequiredService<EventReader>())));
        consumerConfigurator.Options<BatchOptions>(batch => batch.SetMessageLimit(1_000).SetTimeLimit(TimeSpan.FromMilliseconds(200)).SetConcurrencyLimit(2));
    }

    private sealed class HeartbeatCheck(EventReader reader) : IFilter<ConsumeContext<JobHeartbeat>>
    {
        public Task Send(ConsumeContext<JobHeartbeat> context, IPipe<ConsumeContext<JobHeartbeat>> next)
        {
            reader.Read(context.Message);
            return next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("heartbeatCheck");
    }
}
