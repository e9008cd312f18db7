using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.Jobs;
using FlowForge.Testing;
using MassTransit.Scheduling;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FlowForge.Recovery.Tests;

/// <summary>
/// The recovery service over a real registry and bus, on a clock that the test moves, swept when the test says so. The test also plays
/// the lifecycle service: what is heard of a job is written straight into the registry.
/// </summary>
internal sealed class RecoveryWorld : IAsyncDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private readonly EventReader _reader;
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    private RecoveryWorld(ServiceHarness harness, IRecoveryOutlet? outlet)
    {
        Harness = harness;
        _reader = new EventReader(harness.Policies, Clock);
        harness.Policies.HeartbeatTimeout = Timeout;
        Outlet = new WatchedOutlet(outlet ?? harness.Get<IRecoveryOutlet>());
        StartAgain();
    }

    public ServiceHarness Harness { get; }
    public HandClock Clock { get; } = new();
    public WatchedOutlet Outlet { get; }
    public RecoveryOptions Options => Harness.Get<IOptions<RecoveryOptions>>().Value;
    public LostRestarts LostRestarts { get; private set; } = null!;
    public RecoverySweep Sweep { get; private set; } = null!;

    public static async Task<RecoveryWorld> StartAsync(Dictionary<string, string?>? options = null) => new(
        await ServiceHarness.StartAsync(bus => bus.AddRecovery(), options, more: services => services.RemoveAll<IRecurringWork>()), null);

    /// <summary>As a new process: nothing is remembered but what is stored.</summary>
    public void StartAgain()
    {
        var options = Harness.Get<IOptions<RecoveryOptions>>();
        var (registry, runtime) = (Harness.Registry, Harness.Runtime);
        var restarts = new Restarts(Outlet, options, Clock);
        var dead = new DeadJobs(registry, runtime, Outlet, restarts, options, Clock, NullLogger<DeadJobs>.Instance);
        var look = new SecondLook(registry, runtime, Outlet, dead, restarts, options, Clock, NullLogger<SecondLook>.Instance);
        Sweep = new RecoverySweep(registry, look, new Brake(Outlet, options, NullLogger<Brake>.Instance), options, Clock, NullLogger<RecoverySweep>.Instance);
        LostRestarts = new LostRestarts(registry, restarts, options, Clock, NullLogger<LostRestarts>.Instance);
    }

    public async Task<FakeJob> RunAsync(string id = "job", int attempt = 1, int attemptLimit = 2, bool isProtected = false)
    {
        await Harness.Registry.ApplyStartedAsync(_reader.Read(new JobStarted
        {
            JobId = id,
            Attempt = attempt,
            StartedAt = Clock.Now(),
            AttemptLimit = attemptLimit,
            Protected = isProtected,
            Timeout = "300d",
        }), _cancelled);
        return Harness.Runtime.Add(id);
    }

    public Task BeatAsync(string id = "job", int attempt = 1) =>
        Harness.Registry.ApplyHeartbeatsAsync([_reader.Read(new JobHeartbeat { JobId = id, Attempt = attempt, At = Clock.Now() })], _cancelled);

    public Task FinishAsync(JobFinished end) => Harness.Registry.ApplyFinishedAsync(_reader.Read(end), _cancelled);

    public async Task<JobRecord> FindAsync(string id = "job") => (await Harness.Registry.FindAsync(JobId.Parse(id), _cancelled))!;

    /// <summary>Lets time pass as it does: a sweep every 15 s.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (var end = Clock.Now() + time; Clock.Now() < end;)
        {
            Clock.Pass(TimeSpan.FromSeconds(15));
            await Sweep.RunAsync(_cancelled);
        }
    }

    /// <summary>Until the sweep that first finds a job silent which was heard of now.</summary>
    public Task PassToSuspicionAsync() => PassAsync(Timeout);

    /// <summary>From there to the second look.</summary>
    public Task PassToSecondLookAsync() => PassAsync(Options.SecondLook);

    public IReadOnlyList<T> Told<T>() => Harness.Sent.Of<T>();

    /// <summary>Requests for another attempt that were handed to the scheduler.</summary>
    public IReadOnlyList<(JobRestartRequested Request, DateTimeOffset At)> Restarts() =>
        [.. Told<ScheduleMessage>().Where(message => message.Payload is JobRestartRequested).Select(message => ((JobRestartRequested)message.Payload, new DateTimeOffset(message.ScheduledTime, TimeSpan.Zero)))];

    public ValueTask DisposeAsync() => Harness.DisposeAsync();
}
