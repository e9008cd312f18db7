using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Audit;

/// <summary>Faults are rare: one by one.</summary>
public sealed class FaultConsumerDefinition : ConsumerDefinition<FaultConsumer>
{
    public FaultConsumerDefinition() => EndpointName = "audit-fault";

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<FaultConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseTransientRetry();
}
