using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FlowForge.RabbitMq;

/// <summary>The distributed transport: quorum queues and publisher confirms.</summary>
public static class RabbitMqTransport
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Uses RabbitMQ as <see cref="RabbitMqOptions"/> say. What is limited, dead-lettered or kept is the broker's policy: infra/rabbitmq.</summary>
    /// <param name="bus">The services' consumers are registered here.</param>
    /// <param name="connectionName">What the management UI shows for the connection.</param>
    /// <param name="more">Endpoints beside those of the registered consumers.</param>
    public static void UsingRabbitMqTransport(this IBusRegistrationConfigurator bus, string connectionName, Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator>? more = null)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddOptions<RabbitMqOptions>().BindConfiguration(RabbitMqOptions.Section).ValidateOnStart();
        bus.AddSingleton<IValidateOptions<RabbitMqOptions>, RabbitMqOptionsValidator>();
        bus.AddSingleton<BrokerConnections>();
        bus.AddSingleton<BrokerProbe>();
        bus.AddSingleton<SendsInFlight>();
        bus.AddSendObserver(provider => provider.GetRequiredService<SendsInFlight>());
        bus.AddPublishObserver(provider => provider.GetRequiredService<SendsInFlight>());
        bus.AddHostedService<BrokerWatch>();
        bus.AddConfigureEndpointsCallback((context, _, endpoint) =>
        {
            if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit) Configure(rabbit, context.GetRequiredService<IOptions<RabbitMqOptions>>().Value);
        });
        bus.UsingRabbitMq((context, configurator) =>
        {
            Connect(configurator, context.GetRequiredService<IOptions<RabbitMqOptions>>().Value, connectionName);
            configurator.UseDefaults();
            more?.Invoke(context, configurator);
            configurator.ConfigureEndpoints(context);
        });
    }

    /// <summary>Messages in the error queues as owned resources, for the orphans service. Beside <see cref="UsingRabbitMqTransport"/>.</summary>
    public static IServiceCollection AddErrorMessages(this IServiceCollection services) => services.AddSingleton<IOwnedResources, OwnedMessages>();

    /// <summary>Readiness of a service that publishes and consumes nothing; the health of a bus with consumers tells it by itself.</summary>
    public static IServiceCollection AddBrokerCheck(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<BrokerCheck>("broker");
        return services;
    }

    private static void Connect(IRabbitMqBusFactoryConfigurator configurator, RabbitMqOptions options, string connectionName)
    {
        var url = options.Address;
        configurator.Host(new UriBuilder(url) { UserName = "", Password = "" }.Uri, host =>
        {
            host.ConnectionName(connectionName);
            host.Username(options.User);
            host.Password(options.Secret);
            if (options.IsSecure) host.UseSsl(ssl => (ssl.ServerName, ssl.Protocol) = (url.Host, RabbitMqOptions.TlsVersions));
            // A published event counts as published once the broker has it on the disks of a majority.
            host.PublisherConfirmation = true;
            if (options.Nodes.Count > 0) host.UseCluster(cluster => { foreach (var node in options.Nodes) cluster.Node(node); });
        });
    }

    private static void Configure(IRabbitMqReceiveEndpointConfigurator endpoint, RabbitMqOptions options)
    {
        endpoint.SetQuorumQueue();
        new SetAside().Use(endpoint, options.LargestMessage);
        // Outermost: a store or broker that is away is waited for, message in hand. Only what is the message's own fault is given up.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(BrokerFailures.MayPass);
            retry.Ignore<InvalidEventException>();
            retry.Exponential(int.MaxValue, FirstPause, LongestPause, FirstPause);
        });
    }
}
