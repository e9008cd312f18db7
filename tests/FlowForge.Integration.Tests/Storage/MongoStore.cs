using FlowForge.Jobs;
using FlowForge.Storage.Mongo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FlowForge.Integration.Tests.Storage;

/// <summary>An open MongoDB storage, composed and started as a service does it, in a database of its own or in a given one.</summary>
internal sealed class MongoStore : IAsyncDisposable
{
    private static int _made;
    private readonly IHost _host;
    private readonly bool _own;

    private MongoStore(IHost host, string database, bool own) => (_host, Database, _own) = (host, database, own);

    public string Database { get; }

    /// <param name="clock">Default: the system's.</param>
    /// <param name="database">Default: a new one, dropped with this.</param>
    /// <param name="configure">What else is set.</param>
    public static async Task<MongoStore> OpenAsync(TimeProvider? clock = null, string? database = null, Action<MongoOptions>? configure = null)
    {
        var store = await ComposeAsync(clock, database, configure);
        await store._host.StartAsync();
        await store.ReadyAsync();
        return store;
    }

    /// <summary>Composed, not started.</summary>
    public static async Task<MongoStore> ComposeAsync(TimeProvider? clock = null, string? database = null, Action<MongoOptions>? configure = null, ILoggerProvider? log = null)
    {
        var address = await MongoEndpoint.AddressAsync();
        var name = database ?? NewName();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        if (log is not null) builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddMongoStorage(options =>
        {
            options.ConnectionString = address;
            options.Database = name;
            // The machine that tests is busy, and a slow answer is not what most tests are about.
            options.CommandTimeout = TimeSpan.FromMinutes(1);
            configure?.Invoke(options);
        });
        return new MongoStore(builder.Build(), name, database is null);
    }

    /// <summary>Names no other run and no other test of this run uses.</summary>
    public static string NewName() =>
        $"flowforge_test_{DerivedId.From(TimeProvider.System.GetUtcNow().Ticks, Environment.ProcessId, Interlocked.Increment(ref _made)):N}";

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public Task StartAsync() => _host.StartAsync();

    /// <summary>Until the indexes are made.</summary>
    public Task ReadyAsync() => Testing.Eventually.IsTrueAsync(() => Get<MongoReadiness>().Missing is null, "the indexes are made", TimeSpan.FromMinutes(2));

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (_own) await DropAsync();
        _host.Dispose();
    }

    public Task DropAsync() => Get<MongoStorage>().Database.Client.DropDatabaseAsync(Database);
}
