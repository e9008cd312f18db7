using MassTransit;
using MassTransit.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlowForge.Hosting;

/// <summary>Gives every kind of message of an endpoint its filter, before its consumer's own (retries, partitions), so that one message is one activity however often it is tried.</summary>
internal sealed class ContextFilters : ConfigurationObserver, IMessageConfigurationObserver
{
    private readonly FlowForgeMeter _meter;
    private readonly TimeProvider _clock;
    private readonly ILogger<JobTraceLog> _logger;

    private ContextFilters(IConsumePipeConfigurator endpoint, IServiceProvider services) : base(endpoint)
    {
        _meter = services.GetRequiredService<FlowForgeMeter>();
        _clock = services.GetRequiredService<TimeProvider>();
        _logger = services.GetRequiredService<ILogger<JobTraceLog>>();
        Connect(this);
    }

    /// <summary>To be called before anything else is configured on the endpoint.</summary>
    public static void AddTo(IReceiveEndpointConfigurator endpoint, IServiceProvider services) => _ = new ContextFilters(endpoint, services);

    public void MessageConfigured<TMessage>(IConsumePipeConfigurator configurator) where TMessage : class =>
        configurator.AddPipeSpecification(new FilterPipeSpecification<ConsumeContext<TMessage>>(new JobContextFilter<TMessage>(_meter, _clock, _logger)));

    public override void BatchConsumerConfigured<TConsumer, TMessage>(IConsumerMessageConfigurator<TConsumer, Batch<TMessage>> configurator) =>
        configurator.Message(message => message.UseFilter(new BatchContextFilter<TMessage>(_meter, _clock, _logger)));
}
