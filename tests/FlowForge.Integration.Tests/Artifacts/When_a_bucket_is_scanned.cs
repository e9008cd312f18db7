using System.Diagnostics;
using Amazon.S3;
using Amazon.S3.Model;
using FlowForge.Audit;
using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.Integration.Tests.Storage;
using FlowForge.Jobs;
using FlowForge.Orphans;
using FlowForge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FlowForge.Integration.Tests.Artifacts;

/// <summary>The whole of it: 25,000 objects of 500 jobs, of which the registry knows 460.</summary>
public sealed class When_a_bucket_is_scanned(DevServers servers)
{
    private const int Jobs = 500, PerJob = 50, Known = 460;
    private const long MemoryLimit = 200L * 1024 * 1024;
    private const string Locked = "jobs/acme/job-470/logs/07", Denied = "jobs/acme/job-480/logs/held";
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_exactly_the_orphans_go_and_each_key_that_is_refused_be_told()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers, locks: true);
        await FillAsync(bucket);
        using var gate = new TcpGate(bucket.Endpoint.Host, bucket.Endpoint.Port);
        gate.Open();
        var log = new CallLog();
        using var client = bucket.ClientNotedIn(log);
        using var cut = bucket.ClientThrough(gate.Port, TimeSpan.FromSeconds(2));
        var kind = new SwitchedKind(bucket.Objects(client), bucket.Objects(cut));
        await using var harness = await StartAsync(kind);
        await AnnounceAsync(harness);

        // Once is not enough.
        var first = await ScanAsync(harness);
        Assert.Equal((Jobs, Jobs - Known, Jobs - Known, 0L), (first.Listed, first.Ownerless, first.Waiting, first.Removed));
        // The organizations; the jobs, in one page; and each orphan by itself.
        Assert.Equal(2 + (Jobs - Known), log.Listings);
        Assert.Equal(Jobs * PerJob + 1, (await bucket.KeysAsync()).Count);
        await Eventually.IsTrueAsync(() => TimeProvider.System.GetUtcNow() > first.At.AddSeconds(2), "time stands still");

        // The connection is lost in the middle of one removal; its requests arrive, or do not.
        kind.Cut = (job, silent) => gate.Silent = silent && job == "job-490";
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var second = await ScanAsync(harness);
        var grown = Process.GetCurrentProcess().PeakWorkingSet64;
        Assert.Equal((40L, 37L, 3L), (second.Ready, second.Removed, second.Failed));
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < MemoryLimit, $"it kept {GC.GetTotalMemory(forceFullCollection: false) - before} bytes; the peak of the process is {grown}");

        gate.Silent = false;
        kind.Cut = (_, _) => { };
        await Eventually.IsTrueAsync(async () => (await ScanAsync(harness)).Removed == 1, "the removal that was cut short was not taken up");

        var left = (await bucket.KeysAsync()).Where(key => key.StartsWith("jobs/", StringComparison.Ordinal)).ToList();
        Assert.Equal([Locked, Denied], left.Where(key => int.Parse(key.Split('/')[2][4..], System.Globalization.CultureInfo.InvariantCulture) >= Known).Order(StringComparer.Ordinal));
        Assert.Equal(Known * PerJob, left.Count - 2);
        await AuditedAsync(harness);
    }

    private async Task AuditedAsync(ServiceHarness harness)
    {
        var audit = new List<AuditEntry>();
        await Eventually.IsTrueAsync(async () =>
        {
            audit = [.. await harness.Audit.QueryAsync(new AuditQuery { Action = "delete", Limit = 10_000 }, _cancelled)];
            return audit.Count(entry => entry.Success) == 38;
        }, "not every removal is in the audit");
        Assert.Equal(38, audit.Where(entry => entry.Success).Select(entry => entry.ResourceName).Distinct().Count());
        foreach (var key in (string[])[Locked, Denied])
            Assert.All(audit.Where(entry => entry.ResourceName == key), entry => Assert.Contains("AccessDenied", entry.ErrorMessage, StringComparison.Ordinal));
        Assert.Equal([Locked, Denied, "jobs/acme/job-490/"], audit.Where(entry => !entry.Success).Select(entry => entry.ResourceName).Distinct().Order(StringComparer.Ordinal));
    }

    private static async Task FillAsync(ArtifactBucket bucket)
    {
        await bucket.PutAsync(Enumerable.Range(0, Jobs).SelectMany(job => Enumerable.Range(0, PerJob).Select(number => $"jobs/acme/job-{job}/logs/{number:00}")).Except([Locked]));
        await bucket.Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = bucket.Name,
            Key = Locked,
            ContentBody = "evidence",
            ObjectLockMode = ObjectLockMode.Governance,
            ObjectLockRetainUntilDate = TimeProvider.System.GetUtcNow().AddHours(1).UtcDateTime,
        });
        await bucket.PutAsync(Denied);
        await bucket.DenyRemovalAsync(Denied);
    }

    private static Task<ServiceHarness> StartAsync(IOwnedResources kind) => ServiceHarness.StartAsync(bus =>
    {
        bus.AddOrphans();
        bus.AddAudit();
    }, new()
    {
        ["options:orphans:interval"] = "1s",
        ["options:orphans:kinds:artifacts:minimumAge"] = "1s",
        ["options:orphans:kinds:artifacts:remove"] = "true",
        ["options:orphans:undoFor"] = "0s",
        ["options:orphans:parallel"] = "4",
    }, more: services =>
    {
        // The test says when.
        services.RemoveAll<IRecurringWork>();
        services.AddSingleton(kind);
    });

    private static async Task AnnounceAsync(ServiceHarness harness)
    {
        var reader = new EventReader(harness.Policies, TimeProvider.System);
        foreach (var job in Enumerable.Range(0, Known))
            await harness.Registry.ApplyStartedAsync(reader.Read(new JobStarted { JobId = $"job-{job}", StartedAt = TimeProvider.System.Now() }));
    }

    private async Task<(long Listed, long Ownerless, long Waiting, long Ready, long Removed, long Failed, DateTimeOffset At)> ScanAsync(ServiceHarness harness)
    {
        var (store, now) = (harness.Get<IOrphanStore>(), TimeProvider.System.Now());
        var id = DerivedId.From("scan", now.ToUnixTimeMilliseconds());
        await store.SaveScanAsync(new OrphanScan { Id = id, Kind = OwnedKinds.Artifacts, RequestedAt = now, RequestedBy = "test" }, _cancelled);
        await harness.Get<OrphanScans>().RunRequestedAsync(_cancelled);
        var found = Assert.Single((await store.FindScanAsync(id, _cancelled))!.Results);
        Assert.Null(found.Stopped);
        return (found.Listed, found.Ownerless, found.Waiting, found.Ready, found.Removed, found.Failed, now);
    }
}
