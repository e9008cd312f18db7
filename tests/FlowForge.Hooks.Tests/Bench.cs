using System.Text.Json;
using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlowForge.Hooks.Tests;

/// <summary>The hooks as a service has them, in a temporary folder that goes with it.</summary>
internal sealed class Bench : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flowforge-hooks-").FullName;
    private readonly List<ILifecycleHook> _code = [];
    private readonly List<object> _configured = [];
    private ServiceProvider? _services;

    public HookRuns Runs { get; } = new();

    public Logs Logs { get; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public string this[string name] => Path.Combine(_folder, name);

    public ServiceProvider Services => _services ??= Build();

    public static StageEntry Entry(LifecycleStage stage, int attempt = 1) => new()
    {
        JobId = JobId.Parse("job-42"),
        Attempt = attempt,
        Stage = stage,
        At = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
        Organization = "acme",
        JobType = "build",
        Outcome = stage == LifecycleStage.Failed ? JobOutcome.Failed : null,
        Reason = "exit code 1",
        CorrelationId = "c-42",
    };

    /// <summary>A try of ten seconds, and none after it.</summary>
    public static HookLimits Once => new(TimeSpan.FromSeconds(10), 0, TimeSpan.FromSeconds(1));

    public Bench With(params IEnumerable<ILifecycleHook> hooks)
    {
        _code.AddRange(hooks);
        return this;
    }

    /// <summary>Adds a hook of the policy file, as an anonymous object.</summary>
    public Bench With(object hook)
    {
        _configured.Add(hook);
        return this;
    }

    public Bench Shell(string name, string script, string timeout = "20s", int retries = 0, string stage = "failed") =>
        With(new { name, stage, command = (string[])["/bin/sh", "-c", script], timeout, retries, retryDelay = "1ms" });

    public Task<StageHookResult> EnterAsync(LifecycleStage stage = LifecycleStage.Failed, int attempt = 1) => EnterAsync(Entry(stage, attempt));

    public Task<StageHookResult> EnterAsync(StageEntry entry, CancellationToken? cancelled = null) =>
        Services.GetRequiredService<IStageHooks>().RunAsync(entry, cancelled ?? TestContext.Current.CancellationToken);

    public string Read(string name) => File.Exists(this[name]) ? File.ReadAllText(this[name]) : "";

    public void Dispose()
    {
        _services?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ServiceProvider Build()
    {
        File.WriteAllText(this["policies.json"], JsonSerializer.Serialize(new { hooks = _configured }));
        var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs))
            .AddSingleton(Clock)
            .AddSingleton<IHookRunStore>(Runs)
            .AddPolicies(this["policies.json"])
            .AddHooks(this["policies.json"]);
        foreach (var hook in _code) services.AddSingleton(hook);
        return services.BuildServiceProvider();
    }
}
