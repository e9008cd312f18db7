using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.Jobs;
using FlowForge.RabbitMq;
using FlowForge.Testing;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FlowForge.Integration.Tests;

/// <summary>Through no fault of the message: it must not end in the error queue.</summary>
public sealed class When_work_is_given_up(DevServers servers)
{
    private const string Queue = "audit-hook-executed";

    [Fact]
    public async Task Should_a_service_that_stops_leave_the_message_in_its_queue_for_another()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        var begun = new TaskCompletionSource();
        using var host = Service(await system.AmqpOfAsync("audit"), async context =>
        {
            begun.TrySetResult();
            var givenUp = new TaskCompletionSource();
            await using var registration = context.CancellationToken.Register(givenUp.SetResult);
            await givenUp.Task;
            throw new StorageException("the store cannot be reached");
        });
        await host.StartAsync();
        await PublishAsync(system);
        await Eventually.IsTrueAsync(() => begun.Task.IsCompleted, "the message did not come");
        await host.StopAsync();

        await Eventually.IsTrueAsync(async () => await system.Broker.WaitingAsync(Queue) == 1, "the message is not in its queue");
        await SeeNothingSetAsideAsync(system);
    }

    [Fact]
    public async Task Should_it_be_taken_up_again_for_as_long_as_it_takes()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        var (tries, handled) = (0, new TaskCompletionSource());
        using var host = Service(await system.AmqpOfAsync("audit"), _ =>
        {
            // As the client of a connection that closes has it; the consumer itself is not asked to stop.
            if (++tries < 5) throw new OperationCanceledException();
            handled.SetResult();
            return Task.CompletedTask;
        });
        await host.StartAsync();
        await PublishAsync(system);

        await Eventually.IsTrueAsync(() => handled.Task.IsCompleted, "it was not taken up again");
        await host.StopAsync();
        Assert.Equal(0u, await system.Broker.WaitingAsync(Queue));
        await SeeNothingSetAsideAsync(system);
    }

    private static async Task PublishAsync(FlowForgeSystem system)
    {
        using var lifecycle = Service(await system.AmqpOfAsync("lifecycle"), null);
        await lifecycle.StartAsync();
        await lifecycle.Services.GetRequiredService<IBus>().Publish(new HookExecuted
        {
            Id = DerivedId.From(1),
            JobId = "job",
            Attempt = 1,
            Stage = LifecycleStage.Failed,
            Hook = "hook",
            Success = true,
            At = TimeProvider.System.GetUtcNow(),
        });
        await lifecycle.StopAsync();
    }

    private static async Task SeeNothingSetAsideAsync(FlowForgeSystem system) =>
        Assert.Equal((0u, 0u), (await system.Broker.WaitingAsync(Queue + "_error"), await system.Broker.WaitingAsync("audit-fault")));

    /// <param name="amqp">With the service's user.</param>
    /// <param name="consume">Null: it only publishes.</param>
    private static IHost Service(Uri amqp, Func<ConsumeContext, Task>? consume)
    {
        DurationConverter.Register();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["rabbitMq:url"] = $"{amqp}" });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddMassTransit(bus =>
        {
            bus.AddDefaults();
            if (consume is not null)
            {
                bus.AddSingleton(consume);
                bus.AddConsumer<ScriptedConsumer>().Endpoint(endpoint => endpoint.Name = Queue);
            }

            bus.UsingRabbitMqTransport("test");
        });
        builder.Services.Configure<MassTransitHostOptions>(options => options.ConsumerStopTimeout = TimeSpan.FromSeconds(1));
        return builder.Build();
    }
}
