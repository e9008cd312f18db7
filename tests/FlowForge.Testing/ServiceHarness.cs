using FlowForge.Hosting;
using FlowForge.Jobs;
using FlowForge.Storage.Sqlite;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FlowForge.Testing;

/// <summary>Some of the services over a real SQLite file and the journaled in-memory bus, with a fake runtime.</summary>
public sealed class ServiceHarness : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TempFolder? _ownFolder;

    private ServiceHarness(IHost host, TempFolder? ownFolder) => (_host, _ownFolder) = (host, ownFolder);

    public FakeRuntime Runtime => (FakeRuntime)Get<IJobRuntime>();
    public FakeArtifacts Artifacts => (FakeArtifacts)Get<IArtifactStore>();
    public FakeHooks Hooks => (FakeHooks)Get<IStageHooks>();
    public FakePolicies Policies => (FakePolicies)Get<IPolicies>();
    public SentMessages Sent => Get<SentMessages>();
    public IJobRegistry Registry => Get<IJobRegistry>();
    public IAuditStore Audit => Get<IAuditStore>();
    public IBus Bus => Get<IBus>();

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <param name="services">Registers the services under test on the bus.</param>
    /// <param name="options">Options by key, such as <c>options:timeouts:tries</c>.</param>
    /// <param name="folder">The data folder; by default one that goes with the harness.</param>
    /// <param name="more">Replaces or adds registrations.</param>
    public static async Task<ServiceHarness> StartAsync(
        Action<IBusRegistrationConfigurator> services, Dictionary<string, string?>? options = null, string? folder = null, Action<IServiceCollection>? more = null)
    {
        DurationConverter.Register();
        var own = folder is null ? new TempFolder() : null;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        Microsoft.Extensions.Configuration.MemoryConfigurationBuilderExtensions.AddInMemoryCollection(builder.Configuration, options);
        // The bus keeps the first logger factory it sees in a static place; a disposed one would break the next harness.
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        // A busy machine takes its time.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(2));
        builder.Services.AddSingleton(new ReplicaName("test"));
        builder.Services.AddSqliteStorage(sqlite => sqlite.DataFolder = folder ?? own!.Path);
        builder.Services.AddSingleton<IJobRuntime, FakeRuntime>();
        builder.Services.AddSingleton<IArtifactStore, FakeArtifacts>();
        builder.Services.AddSingleton<IStageHooks, FakeHooks>();
        builder.Services.AddSingleton<IPolicies, FakePolicies>();
        builder.Services.AddSingleton<SentMessages>();
        builder.Services.AddTimers();
        builder.Services.AddMassTransit(bus =>
        {
            bus.AddDefaults();
            services(bus);
            bus.UsingJournaledInMemory();
        });
        builder.Services.AddJournalReplay();
        more?.Invoke(builder.Services);
        var host = builder.Build();
        var sent = host.Services.GetRequiredService<SentMessages>();
        var control = host.Services.GetRequiredService<IBus>();
        control.ConnectPublishObserver(sent);
        control.ConnectSendObserver(sent);
        await host.StartAsync();
        return new ServiceHarness(host, own);
    }

    /// <summary>Waits for the first message of that type that fits.</summary>
    public Task<T> SeeAsync<T>(Func<T, bool>? fits = null) where T : class =>
        Eventually.GetAsync(() => Task.FromResult(Sent.Of<T>().FirstOrDefault(message => fits?.Invoke(message) ?? true)), $"no {typeof(T).Name} was sent");

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _ownFolder?.Dispose();
    }
}
