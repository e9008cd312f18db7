using FlowForge.Jobs;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlowForge.Hosting;

/// <summary>The embedded transport: MassTransit in-memory, with a durable journal under it.</summary>
public static class JournalRegistration
{
    /// <summary>Uses the in-memory transport and makes it survive a crash. Needs an <see cref="IMessageJournal"/>.</summary>
    public static void UsingJournaledInMemory(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        var subscriptions = new JournalSubscriptions();
        bus.AddSingleton(subscriptions);
        bus.AddSingleton<JournalInFlight>();
        bus.AddSingleton<JournalObserver>();
        bus.AddConfigureEndpointsCallback((context, queue, endpoint) =>
        {
            subscriptions.Watch(queue, endpoint);
            var filter = new DeadLetterFilter(
                context.GetRequiredService<IMessageJournal>(), context.GetRequiredService<TimeProvider>(), context.GetRequiredService<ILogger<DeadLetterFilter>>());
            var storeFailures = new StoreFailureFilter();
            endpoint.UseFilter(storeFailures);
            endpoint.ConfigureError(pipe =>
            {
                pipe.UseFilter(storeFailures);
                pipe.UseFilter(new MassTransit.Middleware.GenerateFaultFilter());
                pipe.UseFilter(filter);
            });
            endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(filter));
        });
        bus.UsingInMemory((context, configurator) =>
        {
            configurator.UseDefaults();
            var observer = context.GetRequiredService<JournalObserver>();
            configurator.ConnectPublishObserver(observer);
            configurator.ConnectSendObserver(observer);
            configurator.ConnectReceiveObserver(observer);
            configurator.ConfigureEndpoints(context);
        });
    }

    /// <summary>Takes up what the last run left, and what this run strands. Call after AddMassTransit, because it needs the bus to be up.</summary>
    public static IServiceCollection AddJournalReplay(this IServiceCollection services) => services.AddHostedService<JournalReplay>();
}
