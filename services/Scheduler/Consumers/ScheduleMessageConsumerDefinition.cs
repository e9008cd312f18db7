using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Scheduler;

/// <summary>Both consumers share one queue, so that a cancellation is seldom taken up before what it cancels.</summary>
public sealed class ScheduleMessageConsumerDefinition : ConsumerDefinition<ScheduleMessageConsumer>
{
    public ScheduleMessageConsumerDefinition() => EndpointName = QueueNames.Scheduler;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ScheduleMessageConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 400;
        endpointConfigurator.UseTransientRetry();
        consumerConfigurator.Options<BatchOptions>(batch => batch.SetMessageLimit(200).SetTimeLimit(TimeSpan.FromMilliseconds(10)).SetConcurrencyLimit(1));
    }
}
