using FlowForge.Audit;
using FlowForge.Cleanup;
using FlowForge.Hooks;
using FlowForge.Hosting;
using FlowForge.HttpApi;
using FlowForge.JobManager;
using FlowForge.Lifecycle;
using FlowForge.Orphans;
using FlowForge.Policies;
using FlowForge.Recovery;
using FlowForge.Scheduler;
using FlowForge.Storage.Sqlite;
using FlowForge.Timeouts;
using MassTransit;

namespace FlowForge.Standalone;

/// <summary>All services in one process: SQLite, the journaled in-memory transport, local processes, a folder for artifacts.</summary>
public static class EmbeddedServer
{
    public static WebApplication Build(ServeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        DurationConverter.Register();
        // An empty builder: no file or environment variable that happens to be near changes a server that kills and deletes.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        if (settings.ConfigFile is { } file) builder.Configuration.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        builder.Configuration.AddInMemoryCollection(settings.Options);
        builder.Logging.SetMinimumLevel(settings.LogLevel)
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("MassTransit", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning)
            // The host's own report of a failed start repeats, as a stack trace, what the command says in one sentence.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
            .AddSimpleConsole(console => { console.SingleLine = true; console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ "; console.UseUtcTimestamp = true; });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = BodyLimit.LargestDrained).UseUrls(settings.Urls);
        AddServices(builder.Services, settings);
        var app = builder.Build();
        app.UseHttpApi();
        app.MapEvents();
        app.MapJobs();
        app.MapJobSubmission();
        app.MapAudit();
        app.MapPolicies();
        app.MapOrphans();
        app.MapHolds();
        app.MapExtensions();
        app.MapHealth();
        return app;
    }

    private static void AddServices(IServiceCollection services, ServeSettings settings)
    {
        services.AddSingleton(TimeProvider.System);
        // The folder's lock makes this process its only server, so a restarted one is the same replica.
        services.AddSingleton(new ReplicaName("standalone"));
        services.AddSqliteStorage(sqlite => sqlite.DataFolder = settings.DataFolder);
        services.AddPolicies(settings.ConfigFile);
        services.AddHooks(settings.ConfigFile);
        // Before the bus, so that it stops after it: what the bus still handles may need the timers.
        services.AddTimers();
        services.AddMassTransit(bus =>
        {
            bus.AddDefaults();
            bus.AddLifecycle();
            bus.AddScheduler();
            bus.AddTimeouts();
            bus.AddCleanup();
            bus.AddRecovery();
            bus.AddOrphans();
            bus.AddAudit();
            bus.AddJobRestarts();
            bus.UsingJournaledInMemory();
        });
        services.AddJournalReplay();
        services.AddTimerRebuildAtStart();
        services.AddJobManager(settings.DataFolder);
        services.AddHttpApi(settings.AllowRemote);
    }
}
