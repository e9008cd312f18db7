using System.Collections.Concurrent;
using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.Orphans;

/// <summary>Finds out which of a page of resources have no owner, looks at those closely, and notes that they were seen.</summary>
public sealed class Sightings(IJobRegistry registry, IOrphanStore store, IOrphanOutlet outlet, IOptions<OrphansOptions> options, TimeProvider clock)
{
    public async Task<OrphanScanResult> NoteAsync(IOwnedResources kind, IReadOnlyList<OwnedResource> page, OrphanScanResult found, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(found);
        var known = await registry.WhichAreKnownAsync([.. page.Select(resource => resource.JobId).Distinct()], cancellationToken);
        var seen = await InspectAsync(kind, [.. page.Where(resource => !known.Contains(resource.JobId))], cancellationToken);
        found = found with { Listed = found.Listed + page.Count, Ownerless = found.Ownerless + seen.Count };
        if (seen.Count == 0) return found;

        var now = clock.Now();
        var (minimumAge, interval) = (MinimumAgeOf(kind), options.Value.Interval);
        var before = (await store.FindOpenAsync([.. seen.Select(resource => resource.Key)], cancellationToken)).ToDictionary(orphan => orphan.Resource.Key);
        var orphans = new List<Orphan>();
        foreach (var resource in seen)
        {
            var last = before.GetValueOrDefault(resource.Key);
            var orphan = OrphanRules.See(resource, last, now);
            orphan = orphan with { Reason = OrphanRules.ReasonOf(orphan, minimumAge, interval) };
            orphans.Add(orphan);
            var readiness = OrphanRules.Judge(orphan, minimumAge, interval);
            found = Counted(found, orphan, readiness);
            // Told once, when it becomes one; and before that is noted, so that a crash in between tells it again, under the same id.
            var wasReady = last?.Id == orphan.Id && OrphanRules.Judge(last, minimumAge, interval) == OrphanReadiness.Ready;
            if (readiness == OrphanReadiness.Ready && !wasReady) await outlet.TellAsync(OrphanEvents.Detected(orphan, now, found.DryRun), cancellationToken);
        }

        await store.SaveAsync(orphans, cancellationToken);
        return found;
    }

    internal TimeSpan MinimumAgeOf(IOwnedResources kind) => options.Value.Of(kind.Kind).MinimumAge ?? kind.UsualMinimumAge;

    private async Task<IReadOnlyList<OwnedResource>> InspectAsync(IOwnedResources kind, IReadOnlyList<OwnedResource> ownerless, CancellationToken cancellationToken)
    {
        var seen = new ConcurrentBag<OwnedResource>();
        var limit = new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(ownerless, limit, async (resource, cancelled) =>
        {
            try
            {
                if (await kind.InspectAsync(resource, cancelled) is { } standing) seen.Add(standing);
            }
            catch (Exception e) when (!cancelled.IsCancellationRequested)
            {
                // One that cannot be looked at stays, and does not keep the others from being found.
                seen.Add(resource with { HeldBy = $"it could not be looked at: {e.Message}" });
            }
        });
        return [.. seen.DistinctBy(resource => resource.Key).OrderBy(resource => resource.Name, StringComparer.Ordinal)];
    }

    private static OrphanScanResult Counted(OrphanScanResult found, Orphan orphan, OrphanReadiness readiness) => readiness switch
    {
        OrphanReadiness.Young => found with { Young = found.Young + 1 },
        OrphanReadiness.Held => found with { Held = found.Held + 1 },
        OrphanReadiness.Waiting => found with { Waiting = found.Waiting + 1 },
        _ => found with { Ready = found.Ready + 1, ReadyBytes = found.ReadyBytes + (orphan.Resource.Bytes ?? 0) },
    };
}
