using FlowForge.Lifecycle;
using MassTransit;
using MassTransit.Configuration;

namespace FlowForge.Benchmarks;

/// <summary>The batches and the prefetch of the real consumer's definition, read from it, so that they cannot drift apart; nothing else of it.</summary>
public sealed class EmptyHeartbeatConsumerDefinition : ConsumerDefinition<EmptyHeartbeatConsumer>
{
    private readonly IConsumerDefinition<JobHeartbeatConsumer> _real = new JobHeartbeatConsumerDefinition();

    public EmptyHeartbeatConsumerDefinition() => EndpointName = _real.GetEndpointName(DefaultEndpointNameFormatter.Instance);

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<EmptyHeartbeatConsumer> consumerConfigurator, IRegistrationContext context) =>
        _real.Configure(
            Forwarder.To<IReceiveEndpointConfigurator>(endpointConfigurator, name => name.StartsWith("set_", StringComparison.Ordinal)),
            Forwarder.To<IConsumerConfigurator<JobHeartbeatConsumer>>(consumerConfigurator, name => name == nameof(IOptionsSet.Options)),
            context);
}
