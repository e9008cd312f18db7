using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Orphans;

/// <summary>Carries out the scans that were asked for, by the clock or by people, one after the other.</summary>
public sealed class OrphanScans(
    IOrphanStore store, IEnumerable<IOwnedResources> kinds, KindScan kindScan, ScanClock scanClock, IOrphanOutlet outlet, IOptions<OrphansOptions> options, TimeProvider clock, ILogger<OrphanScans> logger)
{
    /// <summary>So many scans are found at once; more than that nobody waits for.</summary>
    private const int Most = 20;

    /// <summary>In the order in which they are scanned.</summary>
    private readonly IReadOnlyList<IOwnedResources> _kinds = [.. kinds.OrderBy(kind => OwnedKinds.All.ToList().IndexOf(kind.Kind))];

    /// <summary>Asks for the scan of the clock. Asking again within the same minute changes nothing.</summary>
    public async Task RequestAsync(CancellationToken cancellationToken)
    {
        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        var id = DerivedId.From("orphan-scan", minute);
        if (await store.FindScanAsync(id, cancellationToken) is not null) return;
        await store.SaveScanAsync(new OrphanScan { Id = id, RequestedAt = clock.Now(), RequestedBy = OrphanEvents.Actor }, cancellationToken);
    }

    public async Task RunRequestedAsync(CancellationToken cancellationToken)
    {
        var waiting = await store.ListScansAsync(finished: false, Most, cancellationToken);
        foreach (var scan in waiting.OrderBy(scan => scan.RequestedAt)) await RunAsync(scan, cancellationToken);
        if (waiting.Count > 0) await store.ForgetAsync(clock.Now() - options.Value.ReportsFor, cancellationToken);
    }

    private async Task RunAsync(OrphanScan scan, CancellationToken cancellationToken)
    {
        logger.LogDebug("Scan {Scan} begins, asked for by {By}", scan.Id, scan.RequestedBy);
        scan = scan with { StartedAt = clock.Now(), Results = [] };
        await store.SaveScanAsync(scan, cancellationToken);
        var asked = _kinds.Where(kind => scan.Kind is null ? options.Value.Of(kind.Kind).Scan : kind.Kind == scan.Kind).ToList();
        var unclear = await ClockProblemAsync(cancellationToken);
        if (scan.Kind is { } unknown && asked.Count == 0)
            scan = scan with { Results = [new OrphanScanResult { Kind = unknown, Stopped = $"there is nothing of that kind here; there are {string.Join(", ", _kinds.Select(kind => kind.Kind))}" }] };
        foreach (var kind in asked)
        {
            var found = new OrphanScanResult { Kind = kind.Kind, DryRun = scan.DryRun || !options.Value.Of(kind.Kind).Remove };
            var result = unclear is null ? await kindScan.RunAsync(kind, scan.DryRun, cancellationToken) : kindScan.Stopped(found, unclear);
            outlet.Measure(result);
            scan = scan with { Results = [.. scan.Results, result] };
            await store.SaveScanAsync(scan, cancellationToken);
        }

        await store.SaveScanAsync(scan with { FinishedAt = clock.Now() }, cancellationToken);
    }

    private async Task<string?> ClockProblemAsync(CancellationToken cancellationToken)
    {
        var jump = scanClock.Jump();
        // After a jump nobody knows how old a sighting is.
        if (jump is not null)
            foreach (var kind in _kinds) await store.ForgetUnseenAsync(kind.Kind, DateTimeOffset.MaxValue, cancellationToken);
        scanClock.Believe();
        return jump;
    }
}
