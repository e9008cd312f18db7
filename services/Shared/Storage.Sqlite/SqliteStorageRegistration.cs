using FlowForge.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FlowForge.Storage.Sqlite;

public static class SqliteStorageRegistration
{
    /// <summary>
    /// Keeps registry, timers, audit, leases, hook runs, orphans and message journal in one SQLite file. It is opened, and fails, when the
    /// host starts, before any hosted service starts.
    /// </summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, Action<SqliteOptions> configure)
    {
        services.AddOptions<SqliteOptions>().Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SqliteOptions>, SqliteOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new SqliteDatabase(provider.GetRequiredService<IOptions<SqliteOptions>>().Value));
        services.AddHostedService<SqliteOpener>();
        services.AddSingleton<IJobRegistry, SqliteJobRegistry>();
        services.AddSingleton<ITimerLedger, SqliteTimerLedger>();
        services.AddSingleton<IAuditStore, SqliteAuditStore>();
        services.AddSingleton<ILeaseStore, SqliteLeaseStore>();
        services.AddSingleton<IHookRunStore, SqliteHookRunStore>();
        services.AddSingleton<IOrphanStore, SqliteOrphanStore>();
        services.AddSingleton<IMessageJournal, SqliteMessageJournal>();
        return services;
    }
}
