using System.Diagnostics.CodeAnalysis;
using FlowForge.Integration.Tests;

[assembly: AssemblyFixture(typeof(DevServers))]

namespace FlowForge.Integration.Tests;

/// <summary>
/// The real servers for all tests of this assembly: those that the environment names, else an instance of infra/dev that starts with
/// the first test that asks and is gone with the last. A test that breaks servers takes an instance of its own: <see cref="Separate"/>.
/// </summary>
/// <remarks>
/// Where they cannot be had, the test is skipped with the reason. With <c>CI=true</c> it fails instead: nothing may be skipped there.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "the runner disposes a fixture asynchronously")]
public sealed class DevServers : IAsyncLifetime
{
    private static int _instances;
    private readonly DevInstance _instance;
    private readonly bool _ofItsOwn;

    public DevServers() : this(ofItsOwn: false) => OfThisRun = this;

    private DevServers(bool ofItsOwn)
    {
        _ofItsOwn = ofItsOwn;
        _instance = new DevInstance($"test-{Environment.ProcessId}-{Interlocked.Increment(ref _instances)}");
    }

    /// <summary>The fixture itself, for what has no constructor that the runner calls.</summary>
    internal static DevServers OfThisRun { get; private set; } = null!;

    /// <summary>Servers for one test or class alone, whatever the environment names, so that it may stop and kill them. Dispose them.</summary>
    public static DevServers Separate() => new(ofItsOwn: true);

    public async Task<Uri> AmqpAsync() => new(await AddressAsync("rabbitmq", "FLOWFORGE_AMQP"));

    public async Task<Uri> ManagementAsync() => new(await AddressAsync("rabbitmq", "FLOWFORGE_RABBITMQ_MANAGEMENT"));

    public async Task<Uri> MetricsAsync() => new(await AddressAsync("rabbitmq", "FLOWFORGE_RABBITMQ_METRICS"));

    /// <summary>A connection string. The engine is DocumentDB behind a gateway where no Docker engine runs.</summary>
    public Task<string> MongoAsync() => AddressAsync("mongo", "FLOWFORGE_MONGODB");

    public async Task<Uri> S3Async() => new(await AddressAsync("s3", "FLOWFORGE_S3"));

    public Task<string> S3AccessKeyAsync() => AddressAsync("s3", "FLOWFORGE_S3_ACCESS_KEY");

    public Task<string> S3SecretKeyAsync() => AddressAsync("s3", "FLOWFORGE_S3_SECRET_KEY");

    public Task StopBrokerAsync() => ControlAsync("stop", "rabbitmq");

    public Task StartBrokerAsync() => ControlAsync("start", "rabbitmq");

    /// <summary>kill -9.</summary>
    public Task KillBrokerAsync() => ControlAsync("kill", "rabbitmq");

    /// <summary>The broker's process stands still, as behind a cut network: connections stay open and nothing answers.</summary>
    public Task PauseBrokerAsync() => ControlAsync("pause", "rabbitmq");

    public Task ResumeBrokerAsync() => ControlAsync("resume", "rabbitmq");

    /// <summary>The engine alone: the endpoint stays and says that its database is away.</summary>
    public Task StopDatabaseAsync() => ControlAsync("stop", "postgres");

    public Task StartDatabaseAsync() => ControlAsync("start", "postgres");

    /// <summary>kill -9 of the engine with all its processes.</summary>
    public Task KillDatabaseAsync() => ControlAsync("kill", "postgres");

    /// <summary>The endpoint alone: connections, cursors and open transactions are lost, the data stay.</summary>
    public Task RestartGatewayAsync() => ControlAsync("restart", "gateway");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _instance.DisposeAsync();

    private async Task<string> AddressAsync(string kind, string key)
    {
        if (!_ofItsOwn && Environment.GetEnvironmentVariable(key) is { Length: > 0 } given) return given;
        return await OrSkipAsync(() => _instance.AddressAsync(kind, key));
    }

    private async Task ControlAsync(string verb, string server)
    {
        if (!_instance.IsStarted) Missing.Skip($"{server} was not started by this test run, which therefore does not {verb} it");
        await _instance.ControlAsync(verb, server);
    }

    private static async Task<string> OrSkipAsync(Func<Task<string>> address)
    {
        try
        {
            return await address();
        }
        catch (ServersMissingException missing)
        {
            Missing.Skip(missing.Message);
            throw;
        }
    }
}
