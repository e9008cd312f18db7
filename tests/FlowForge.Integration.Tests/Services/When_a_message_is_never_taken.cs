using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.RabbitMq;
using FlowForge.Testing;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FlowForge.Integration.Tests;

public sealed class When_a_message_is_never_taken(DevServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Should_end_the_service_so_that_it_is_started_again()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        using var host = Service(await system.AmqpOfAsync("local-job-manager"), neverTaken: true);
        var ends = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var hangUp = new CancellationTokenSource();
        await host.StartAsync();
        var sending = host.Services.GetRequiredService<IBus>().Publish(Heartbeat, hangUp.Token);
        try
        {
            await Eventually.IsTrueAsync(() => ends.IsCancellationRequested, "the service goes on", Patience);
            Assert.Equal(1, Environment.ExitCode);
            Assert.False(sending.IsCompleted);
        }
        finally
        {
            // It is this process's too.
            Environment.ExitCode = 0;
            await hangUp.CancelAsync();
            await host.StopAsync();
        }
    }

    [Fact]
    public async Task Should_go_on_where_it_is_taken()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        using var host = Service(await system.AmqpOfAsync("local-job-manager"), neverTaken: false);
        var ends = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await host.StartAsync();
        // For longer than the other test's service lives.
        for (var until = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(25); TimeProvider.System.GetUtcNow() < until;)
            await host.Services.GetRequiredService<IBus>().Publish(Heartbeat);
        Assert.False(ends.IsCancellationRequested);
        await host.StopAsync();
    }

    private static JobHeartbeat Heartbeat => new() { JobId = "never-taken", At = TimeProvider.System.GetUtcNow() };

    private static IHost Service(Uri amqp, bool neverTaken)
    {
        DurationConverter.Register();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["rabbitMq:url"] = $"{amqp}", ["rabbitMq:patience"] = "10s" });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddMassTransit(bus =>
        {
            bus.AddDefaults();
            if (neverTaken) bus.AddPublishObserver<NeverTaken>();
            bus.UsingRabbitMqTransport("test");
        });
        return builder.Build();
    }
}
