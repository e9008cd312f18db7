using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Scheduler;

/// <summary>See <see cref="ScheduleMessageConsumerDefinition"/>.</summary>
public sealed class CancelScheduledMessageConsumerDefinition : ConsumerDefinition<CancelScheduledMessageConsumer>
{
    public CancelScheduledMessageConsumerDefinition() => EndpointName = QueueNames.Scheduler;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<CancelScheduledMessageConsumer> consumerConfigurator, IRegistrationContext context) =>
        consumerConfigurator.Options<BatchOptions>(batch => batch.SetMessageLimit(200).SetTimeLimit(TimeSpan.FromMilliseconds(10)).SetConcurrencyLimit(1));
}
