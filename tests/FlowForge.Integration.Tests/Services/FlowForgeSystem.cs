using System.Net.Http.Json;
using FlowForge.Jobs;
using FlowForge.Storage.Mongo;
using FlowForge.Testing;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Driver;

namespace FlowForge.Integration.Tests;

/// <summary>
/// FlowForge as it is deployed: a virtual host with its topology and users, a database, a folder for jobs, and service processes,
/// each signed in as its own user. What the test sees of it, it reads from the database and the broker. Nothing of it is left behind.
/// </summary>
internal sealed class FlowForgeSystem : IAsyncDisposable
{
    /// <summary>The services that may have any number of replicas.</summary>
    public static readonly IReadOnlyList<string> Replicated = ["Lifecycle", "Scheduler", "Timeouts", "Cleanup", "Recovery", "Orphans", "Audit"];

    private static int _systems;
    private readonly DevServers _servers;
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _moreSettings;
    private ServiceProvider? _storage;

    private FlowForgeSystem(DevServers servers, Dictionary<string, string>? settings)
    {
        _servers = servers;
        _moreSettings = settings ?? [];
        Name = $"test-{Environment.ProcessId}-{Interlocked.Increment(ref _systems)}";
    }

    /// <summary>The virtual host's and the database's name.</summary>
    public string Name { get; }

    public string Data => Path.Combine(_folder.Path, "data");

    public List<ServiceProcess> Services { get; } = [];
    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(10) };
    public IJobRegistry Registry => _storage!.GetRequiredService<IJobRegistry>();
    public IAuditStore Audit => _storage!.GetRequiredService<IAuditStore>();
    public ITimerLedger Ledger => _storage!.GetRequiredService<ITimerLedger>();
    public BrokerView Broker { get; private set; } = null!;

    /// <summary>Is in the command line of every process of this system's jobs.</summary>
    public string Tag => $"flowforge-{Name}";

    /// <summary>Broker and database are there, the topology is deployed; no service runs yet.</summary>
    public static async Task<FlowForgeSystem> DeployAsync(DevServers servers, Dictionary<string, string>? settings = null)
    {
        var system = new FlowForgeSystem(servers, settings);
        Directory.CreateDirectory(system.Data);
        system.Broker = new BrokerView(await servers.ManagementAsync(), await servers.AmqpAsync(), system.Name);
        var mongo = await servers.MongoAsync();
        system._storage = new ServiceCollection()
            .AddLogging()
            .AddMongoStorage(options => (options.ConnectionString, options.Database) = (mongo, system.Name))
            .BuildServiceProvider();
        await system.DeployTopologyAsync();
        return system;
    }

    public static async Task<FlowForgeSystem> StartAsync(DevServers servers, int replicas, Dictionary<string, string>? settings = null)
    {
        var system = await DeployAsync(servers, settings);
        try
        {
            await system.StartServicesAsync(replicas);
            return system;
        }
        catch
        {
            // Who fails to start has no caller who could dispose of it.
            await system.DisposeAsync();
            throw;
        }
    }

    public async Task StartServicesAsync(int replicas)
    {
        foreach (var service in Replicated)
            for (var replica = 1; replica <= replicas; replica++) await AddAsync(service, replica);
        await AddAsync("JobManager", 1);
        await ReadyAsync();
    }

    public Task ReadyAsync() => Task.WhenAll(Services.Where(service => service.IsRunning).Select(service => service.ReadyAsync(Http)));

    /// <summary>Starts a replica; it is not ready yet.</summary>
    public async Task<ServiceProcess> AddAsync(string service, int replica, IReadOnlyDictionary<string, string>? settings = null)
    {
        var process = new ServiceProcess($"FlowForge.{service}", $"{service.ToLowerInvariant()}-{replica}", await SettingsAsync(service, settings));
        Services.Add(process);
        process.Start();
        return process;
    }

    public ServiceProcess The(string replica) => Services.Single(service => service.Replica == replica);

    /// <summary>False where the job manager did not answer; a job that it has already is as good as submitted.</summary>
    public async Task<bool> TrySubmitAsync(string id, string script, string timeout, string grace = "2s", string retention = "1h")
    {
        try
        {
            using var response = await PostAsync(id, script, timeout, grace, retention);
            var answer = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode || answer.Contains("exists already", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public async Task SubmitAsync(string id, string script, string timeout, string grace = "2s", string retention = "1h", int attempts = 1)
    {
        using var response = await PostAsync(id, script, timeout, grace, retention, attempts);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private Task<HttpResponseMessage> PostAsync(string id, string script, string timeout, string grace, string retention, int attempts = 1)
    {
        var request = new JobRequest { JobId = id, Command = ["/bin/sh", "-c", script, Tag], Timeout = timeout, GracePeriod = grace, Retention = retention, AttemptLimit = attempts };
        return Http.PostAsJsonAsync($"{The("jobmanager-1").Url}/api/jobs", request);
    }

    /// <summary>What a job leaves in the artifact store, for jobs that another job manager runs.</summary>
    public void LeaveArtifact(string jobId, string text = "result")
    {
        var folder = Path.Combine(Data, "artifacts", "jobs", JobRef.NoOrganization, jobId, CleanupScopes.Artifacts);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "result.txt"), text);
    }

    public async Task<JobRecord> SeeAsync(string id, Func<JobRecord, bool> fits, string what, TimeSpan? within = null)
    {
        JobRecord? seen = null;
        await Eventually.IsTrueAsync(async () => (seen = await Registry.FindAsync(JobId.Parse(id))) is not null && fits(seen), $"{id}: {what}", within);
        return seen!;
    }

    public Task<IReadOnlyList<AuditEntry>> AuditOfAsync(string id) => Audit.QueryAsync(new AuditQuery { JobId = id, Limit = 1_000 });

    /// <summary>Processes of this system's jobs that the operating system still knows.</summary>
    public IReadOnlyList<string> Survivors() => [.. JobProcesses.With(Tag).Select(process => process.CommandLine)];

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Services) await service.DisposeAsync();
        await JobProcesses.EndAsync(_folder.Path, Tag);
        try
        {
            if (_storage is not null) await _storage.GetRequiredService<MongoStorage>().Database.Client.DropDatabaseAsync(Name);
            if (Broker is not null) await Broker.DisposeAsync();
        }
        finally
        {
            // Also where a test has left a server broken.
            if (_storage is not null) await _storage.DisposeAsync();
            Http.Dispose();
            _folder.Dispose();
        }
    }

    /// <summary>By the command, as an administrator does it, with a password for each user.</summary>
    private async Task DeployTopologyAsync()
    {
        var passwords = Path.Combine(_folder.Path, "passwords");
        Directory.CreateDirectory(passwords);
        foreach (var user in Users) await File.WriteAllTextAsync(Path.Combine(passwords, user), PasswordOf(user));
        var (exitCode, output) = await CommandAsync("topology", "deploy", "--passwords", passwords);
        Assert.True(exitCode == 0, output);
    }

    /// <summary>The flowforge command, against this system's broker.</summary>
    public async Task<(int ExitCode, string Output)> CommandAsync(params string[] arguments)
    {
        var run = await ToolRun.FlowForgeAsync([.. arguments, "--management", $"{await _servers.ManagementAsync()}", "--vhost", Name]);
        return (run.ExitCode, run.Output + run.Errors);
    }

    /// <summary>The broker's address for a plain client that signs in as a user.</summary>
    public async Task<Uri> AmqpOfAsync(string user)
    {
        var amqp = await _servers.AmqpAsync();
        return new Uri($"amqp://{user}:{PasswordOf(user)}@{amqp.Host}:{amqp.Port}/{Name}");
    }

    public static IReadOnlyList<string> Users { get; } = ["lifecycle", "scheduler", "timeouts", "cleanup", "recovery", "orphans", "audit", "api", "local-job-manager", "job-manager", "subscriber"];

    /// <summary>Users belong to the whole broker, so all systems on it know the same.</summary>
    public static string PasswordOf(string user) => $"test-{user}";

    /// <summary>What the test sets wins over what every service is given.</summary>
    private async Task<IReadOnlyDictionary<string, string>> SettingsAsync(string service, IReadOnlyDictionary<string, string>? more)
    {
        var user = service == "JobManager" ? "local-job-manager" : service.ToLowerInvariant();
        var amqp = await _servers.AmqpAsync();
        var settings = new Dictionary<string, string>
        {
            ["RABBITMQ__URL"] = $"amqp://{amqp.Host}:{amqp.Port}/{Name}",
            ["RABBITMQ__USERNAME"] = user,
            ["RABBITMQ__PASSWORD"] = PasswordOf(user),
            ["MONGODB__CONNECTIONSTRING"] = await _servers.MongoAsync(),
            ["MONGODB__DATABASE"] = Name,
            ["RUNTIME__DATAFOLDER"] = Data,
            ["OPTIONS__JOBMANAGER__HEARTBEATINTERVAL"] = "2s",
        };
        foreach (var (key, value) in _moreSettings.Concat(more ?? new Dictionary<string, string>())) settings[key] = value;
        return settings;
    }
}
