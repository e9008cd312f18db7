using FlowForge.Hosting;
using FlowForge.RabbitMq;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FlowForge.Benchmarks;

/// <summary>A host with a bus over RabbitMQ; who starts it adds consumers and the transport.</summary>
internal static class RabbitMqHost
{
    public static async Task<IHost> StartAsync(Action<IServiceCollection> services, Action<IBusRegistrationConfigurator> bus)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        // The bus keeps the first logger factory it sees in a static place; a disposed one would break the next host.
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services(builder.Services);
        builder.Services.AddMassTransit(configurator =>
        {
            configurator.AddDefaults();
            bus(configurator);
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>The distributed transport, as the services use it.</summary>
    public static void UseOurs(this IBusRegistrationConfigurator bus, Uri vhost)
    {
        bus.Configure<RabbitMqOptions>(options => options.Url = vhost.ToString());
        bus.UsingRabbitMqTransport("benchmark");
    }

    /// <summary>A quorum queue, the same messages, and nothing else of ours.</summary>
    public static void UsePlain(this IBusRegistrationConfigurator bus, Uri vhost)
    {
        bus.AddConfigureEndpointsCallback((_, endpoint) => ((IRabbitMqReceiveEndpointConfigurator)endpoint).SetQuorumQueue());
        bus.UsingRabbitMq((context, rabbit) =>
        {
            rabbit.Host(vhost);
            rabbit.UseRawJsonDeserializer(RawSerializerOptions.All, isDefault: true);
            rabbit.ConfigureEndpoints(context);
        });
    }
}
