using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Quartz;

namespace FlowForge.Hosting;

/// <summary>The one Quartz scheduler of a process: RAM store, because what must survive is in the ledger.</summary>
public static class QuartzRegistration
{
    private const int Concurrency = 32;

    /// <summary>Adds Quartz and the recurring work registered by the services. Safe to call from several services.</summary>
    public static IServiceCollection AddTimers(this IServiceCollection services)
    {
        if (services.Any(service => service.ImplementationType == typeof(RecurringWorkSchedule))) return services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new ReplicaName(Environment.MachineName));
        services.TryAddSingleton<FlowForgeMeter>();
        services.AddQuartz(quartz => quartz
            .UseInMemoryStore(_ => { })
            .UseDefaultThreadPool(Concurrency)
            // Many timers may fall due in the same instant: take as many at once as can run at once.
            .ConfigureScheduler(scheduler => scheduler.MaxBatchSize = Concurrency));
        services.TryAddSingleton<LeasedWork>();
        services.AddHostedService<RecurringWorkSchedule>();
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        return services;
    }
}
