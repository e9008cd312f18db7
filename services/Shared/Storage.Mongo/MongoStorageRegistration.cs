using FlowForge.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FlowForge.Storage.Mongo;

public static class MongoStorageRegistration
{
    /// <summary>
    /// Keeps registry, timers, audit, leases, hook runs and orphans in one MongoDB database, shared by every replica of every service. Its
    /// indexes are made in the background once the host runs; a database that is still away is waited for: <see cref="MongoReadiness"/>.
    /// </summary>
    public static IServiceCollection AddMongoStorage(this IServiceCollection services, Action<MongoOptions> configure)
    {
        services.AddOptions<MongoOptions>().Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MongoOptions>, MongoOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new MongoStorage(provider.GetRequiredService<IOptions<MongoOptions>>().Value));
        services.AddSingleton<MongoReadiness>();
        services.AddHostedService<MongoStarter>();
        services.AddSingleton<IJobRegistry, MongoJobRegistry>();
        services.AddSingleton<ITimerLedger, MongoTimerLedger>();
        services.AddSingleton<IAuditStore, MongoAuditStore>();
        services.AddSingleton<ILeaseStore, MongoLeaseStore>();
        services.AddSingleton<IHookRunStore, MongoHookRunStore>();
        services.AddSingleton<IOrphanStore, MongoOrphanStore>();
        return services;
    }
}
