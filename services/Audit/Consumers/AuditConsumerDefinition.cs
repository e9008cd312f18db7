using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Audit;

/// <summary>One queue for each kind of event, taken in batches; a store that is away is waited for longer than usual, because an act without an entry is the worst loss.</summary>
public sealed class AuditConsumerDefinition<TConsumer> : ConsumerDefinition<TConsumer> where TConsumer : class, IConsumer
{
    public AuditConsumerDefinition() =>
        EndpointName = "audit-" + ReadableEntityNames.Of(typeof(TConsumer))["flowforge.".Length..^"-consumer".Length];

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 400;
        endpointConfigurator.UseTransientRetry([.. Enumerable.Repeat(TimeSpan.FromSeconds(1), 5), .. Enumerable.Repeat(TimeSpan.FromSeconds(10), 6)]);
        consumerConfigurator.Options<BatchOptions>(batch => batch.SetMessageLimit(200).SetTimeLimit(TimeSpan.FromMilliseconds(50)).SetConcurrencyLimit(1));
    }
}
