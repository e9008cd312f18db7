using FlowForge.Hosting;
using FlowForge.Jobs;
using FlowForge.LocalRuntime;
using FlowForge.Testing;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FlowForge.JobManager.Tests;

/// <summary>A job manager over real processes. It can be stopped and started again on its folder; its jobs do not outlive the test.</summary>
internal sealed class JobServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private TimeSpan _interval;
    private ServiceProvider? _services;

    public RecordingBus Bus { get; private set; } = null!;
    public FakeHooks Hooks { get; } = new();
    public LocalLayout Layout => Get<LocalLayout>();
    public JobFiles Files => Get<JobFiles>();
    public LocalProcessRuntime Runtime => Get<LocalProcessRuntime>();

    public static async Task<JobServer> StartAsync(bool busDown = false, TimeSpan? interval = null)
    {
        // As every host does, and for the whole process.
        DurationConverter.Register();
        var server = new JobServer { _interval = interval ?? TimeSpan.FromMilliseconds(200) };
        await server.StartAgainAsync(busDown);
        return server;
    }

    public T Get<T>() where T : notnull => _services!.GetRequiredService<T>();

    public async Task StartAgainAsync(bool busDown = false, Func<object, Task>? meanwhile = null)
    {
        (var endpoint, Bus) = RecordingBus.Create();
        Bus.Down = busDown;
        if (meanwhile is not null) Bus.Meanwhile = meanwhile;
        _services = Build(endpoint);
        await Get<IHostedService>().StartAsync(TestContext.Current.CancellationToken);
    }

    public async Task StartSecondAsync()
    {
        await using var second = Build(RecordingBus.Create().Bus);
        await second.GetRequiredService<IHostedService>().StartAsync(TestContext.Current.CancellationToken);
    }

    public async Task StopAsync()
    {
        await Get<IHostedService>().StopAsync(CancellationToken.None);
        await _services!.DisposeAsync();
    }

    public Task<JobId> SubmitAsync(JobRequest request) => Get<IJobManager>().SubmitAsync(request, TestContext.Current.CancellationToken);

    public Task<JobId> SubmitAsync(string id, string script, int attemptLimit = 1) =>
        SubmitAsync(new JobRequest { Command = ["sh", "-c", script], JobId = id, Organization = "acme", AttemptLimit = attemptLimit });

    public Task<T> SeeAsync<T>(Func<T, bool>? fits = null) where T : class =>
        Eventually.GetAsync(() => Task.FromResult(Bus.Of<T>().FirstOrDefault(message => fits?.Invoke(message) ?? true)), $"no {typeof(T).Name}");

    public static JobRef Ref(JobId id, int attempt = 1) => new(id, attempt, "acme", null);

    public string Log(JobId id) => File.ReadAllText(Path.Combine(Layout.Artifacts(Ref(id), CleanupScopes.Logs), "stdout.log"));

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Get<IHostedService>().StopAsync(CancellationToken.None);
            foreach (var id in Get<SpecStore>().All().ToList())
                for (var attempt = 1; attempt <= Files.CurrentAttempt(id); attempt++)
                    await EndAsync(id, attempt);
        }
        finally
        {
            await _services!.DisposeAsync();
            _folder.Dispose();
        }
    }

    /// <summary>Also a supervisor that was on its way to its claim: it finds the attempt stopped, and says so.</summary>
    private async Task EndAsync(JobId id, int attempt)
    {
        await Runtime.ForceDeleteAsync(Ref(id, attempt));
        if (File.Exists(Layout.SuperviseSpec(id, attempt)))
            await Eventually.IsTrueAsync(() => File.Exists(Layout.Exit(id, attempt)) && Files.Alive(id).Count == 0 && !SupervisorIsAlive(id, attempt), "a supervisor is left");
    }

    private bool SupervisorIsAlive(JobId id, int attempt) => Files.Launch(id, attempt) is { } launch && new LiveJob(launch, false).SupervisorIsAlive;

    private ServiceProvider Build(IPublishEndpoint endpoint) => new ServiceCollection()
            .AddLogging()
            .AddSingleton<IPublishEndpoint>(endpoint)
            .AddSingleton<IPolicies, FakePolicies>()
            .AddSingleton<IStageHooks>(Hooks)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [$"{JobManagerOptions.Section}:heartbeatInterval"] = Durations.Format(_interval) }).Build())
            .AddJobManager(Path.Combine(_folder.Path, "data"))
            .BuildServiceProvider(validateScopes: true);
}
