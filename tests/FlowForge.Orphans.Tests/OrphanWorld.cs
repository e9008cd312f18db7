using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FlowForge.Orphans.Tests;

/// <summary>The orphans service over a real store and registry, on a clock that the test moves, scanning when the test says so.</summary>
internal sealed class OrphanWorld : IAsyncDisposable
{
    private readonly EventReader _reader;
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;
    private int _pulse;

    private OrphanWorld(ServiceHarness harness, WorldClock clock, FakeKind[] kinds)
    {
        (Harness, Clock, Kinds) = (harness, clock, kinds);
        _reader = new EventReader(harness.Policies, clock);
        Registry = FaultyRegistry.Over(harness.Registry);
        StartAgain();
    }

    public ServiceHarness Harness { get; }
    public WorldClock Clock { get; }
    public IReadOnlyList<FakeKind> Kinds { get; }
    public FakeKind Kind => Kinds[0];
    public IJobRegistry Registry { get; }
    public FaultyRegistry Faults => (FaultyRegistry)(object)Registry;
    public WatchedOutlet Outlet { get; } = new();
    public IOrphanStore Store => Harness.Get<IOrphanStore>();
    public OrphansOptions Options => Harness.Get<IOptions<OrphansOptions>>().Value;
    public OrphanScans Scans { get; private set; } = null!;
    public Restorations Restorations { get; private set; } = null!;

    public static async Task<OrphanWorld> StartAsync(Dictionary<string, string?>? options = null, params FakeKind[] kinds)
    {
        var clock = new WorldClock();
        var harness = await ServiceHarness.StartAsync(bus => bus.AddOrphans(), options, more: services =>
        {
            services.RemoveAll<IRecurringWork>();
            services.AddSingleton<TimeProvider>(clock);
        });
        return new OrphanWorld(harness, clock, kinds.Length > 0 ? kinds : [new FakeKind(OwnedKinds.Workspace)]);
    }

    /// <summary>With removal switched on.</summary>
    public static Task<OrphanWorld> StartRemovingAsync(Dictionary<string, string?>? more = null) =>
        StartAsync(new Dictionary<string, string?>(more ?? []) { ["options:orphans:kinds:workspace:remove"] = "true" });

    /// <summary>As a new process: nothing is remembered but what is stored.</summary>
    public void StartAgain()
    {
        var options = Harness.Get<IOptions<OrphansOptions>>();
        var scanClock = new ScanClock(Clock, options);
        var proof = new RegistryProof(Registry, scanClock, options, Clock);
        var sightings = new Sightings(Registry, Store, Outlet, options, Clock);
        var removal = new OrphanRemoval(Registry, Store, sightings, proof, scanClock, Outlet, options, Clock, NullLogger<OrphanRemoval>.Instance);
        var scan = new KindScan(Store, sightings, proof, scanClock, removal, options, Clock, NullLogger<KindScan>.Instance);
        Scans = new OrphanScans(Store, Kinds, scan, scanClock, Outlet, options, Clock, NullLogger<OrphanScans>.Instance);
        Restorations = new Restorations(Store, Harness.Audit, Kinds, Clock, NullLogger<Restorations>.Instance);
    }

    public Task AnnounceAsync(string job) => Harness.Registry.ApplyStartedAsync(_reader.Read(new JobStarted { JobId = job, StartedAt = Clock.Now() }), _cancelled);

    /// <summary>Something that was last changed so long ago.</summary>
    public void Put(string name, string job, TimeSpan age, string? heldBy = null, long bytes = 1) => Kind.Put(name, job, Clock.Now() - age, heldBy, bytes);

    public async Task<OrphanScanResult> ScanAsync(bool dryRun = false, string? kind = null) => Assert.Single((await ScanAllAsync(dryRun, kind)).Results);

    public async Task<OrphanScan> ScanAllAsync(bool dryRun = false, string? kind = null)
    {
        var id = DerivedId.From("test", Interlocked.Increment(ref _pulse));
        await Store.SaveScanAsync(new OrphanScan { Id = id, Kind = kind, DryRun = dryRun, RequestedAt = Clock.Now(), RequestedBy = "test" }, _cancelled);
        await Scans.RunRequestedAsync(_cancelled);
        var scan = await Store.FindScanAsync(id, _cancelled);
        Assert.NotNull(scan?.FinishedAt);
        return scan;
    }

    /// <summary>Two scans, far enough apart.</summary>
    public async Task<OrphanScanResult> ScanTwiceAsync(bool dryRun = false)
    {
        await ScanAsync(dryRun);
        Clock.Pass(Options.Interval);
        return await ScanAsync(dryRun);
    }

    public async Task<Orphan> OrphanAsync(string name) => Assert.Single(await OrphansAsync(), orphan => orphan.Resource.Name == name);

    public Task<IReadOnlyList<Orphan>> OrphansAsync() => Store.ListAsync(new OrphanQuery { Limit = 1_000 }, _cancelled);

    public ValueTask DisposeAsync() => Harness.DisposeAsync();
}
