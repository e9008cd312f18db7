using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Orphans;

/// <summary>Removes orphans that are ready, one by one: each is looked at, and asked for in the registry, once more; the removal is noted before it is begun and verified before it is told.</summary>
public sealed class OrphanRemoval(
    IJobRegistry registry, IOrphanStore store, Sightings sightings, RegistryProof proof, ScanClock scanClock, IOrphanOutlet outlet, IOptions<OrphansOptions> options, TimeProvider clock, ILogger<OrphanRemoval> logger)
{
    private const int Page = 100;

    /// <param name="kind">Their kind.</param>
    /// <param name="began">When the scan began: only what it has seen itself goes.</param>
    /// <param name="found">What it has found.</param>
    /// <param name="cancellationToken">Ends it between two removals.</param>
    public async Task<OrphanScanResult> RunAsync(IOwnedResources kind, DateTimeOffset began, OrphanScanResult found, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(found);
        try
        {
            await foreach (var page in OpenAsync(kind.Kind, cancellationToken))
            {
                var ready = page.Where(orphan => orphan.LastSeenAt >= began && IsReady(kind, orphan) && IsTimeFor(orphan)).ToList();
                if (ready.Count == 0) continue;
                // Removing takes its time, and the world goes on meanwhile.
                if ((await proof.ProblemAsync(cancellationToken) ?? scanClock.Jump()) is { } problem) return CutShort(found, problem);
                foreach (var orphan in ready)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (await TryAsync(kind, orphan, cancellationToken) is not { } removed) continue;
                    outlet.Count(kind.Kind, removed);
                    found = removed ? found with { Removed = found.Removed + 1 } : found with { Failed = found.Failed + 1 };
                }
            }

            return found;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return CutShort(found, e.Message);
        }
    }

    /// <summary>What was begun, and this scan has not seen without an owner: gone by now, which a crash kept from being told; or its job is known again.</summary>
    public async Task FinishBegunAsync(IOwnedResources kind, DateTimeOffset began, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        await foreach (var page in OpenAsync(kind.Kind, cancellationToken))
        {
            foreach (var orphan in page.Where(orphan => orphan.State == OrphanState.Removing && orphan.LastSeenAt < began))
            {
                // What was told as failed is told anew, under an id of its own.
                var told = orphan with { Tries = orphan.Tries + (orphan.Error is null ? 0 : 1) };
                if (await kind.InspectAsync(orphan.Resource, cancellationToken) is not { } standing) await EndAsync(told, [], cancellationToken);
                else if (!standing.IsGoing && (await registry.WhichAreKnownAsync([orphan.Resource.JobId], cancellationToken)).Count > 0) await BreakOffAsync(told, cancellationToken);
            }
        }
    }

    /// <summary>Its job is known again, so it stays; what had gone by then can be put back.</summary>
    private async Task BreakOffAsync(Orphan orphan, CancellationToken cancellationToken)
    {
        const string Why = "its job is known again, so its removal was broken off";
        var now = clock.Now();
        orphan = orphan with { UndoUntil = orphan.UndoUntil is null ? null : now + options.Value.UndoFor };
        foreach (var performed in OrphanEvents.Removed(orphan, now, [(ResourceOf(orphan), Why)])) await outlet.TellAsync(performed, cancellationToken);
        await store.SaveAsync([orphan with { State = OrphanState.Removed, RemovedAt = now, Error = Why }], cancellationToken);
    }

    /// <summary>Null where it did not come to a try: it is gone, or not ready any more.</summary>
    private async Task<bool?> TryAsync(IOwnedResources kind, Orphan orphan, CancellationToken cancellationToken)
    {
        if (await kind.InspectAsync(orphan.Resource, cancellationToken) is not { } standing) return null;
        var seen = OrphanRules.See(standing, orphan, clock.Now());
        if (seen.Id != orphan.Id || !IsReady(kind, seen)) return null;
        // The last word: those before it may have taken long, and a job that is announced or held meanwhile is known.
        if ((await registry.WhichAreKnownAsync([orphan.Resource.JobId], cancellationToken)).Count > 0) return null;
        var keep = options.Value.UndoFor > TimeSpan.Zero && kind.NoUndo is null;
        var begun = seen with { Tries = orphan.Tries + 1, TriedAt = clock.Now(), Error = null, State = OrphanState.Removing };
        IReadOnlyList<(JobResource, string)> left = [];
        try
        {
            begun = begun with { Undo = keep ? orphan.Undo ?? await kind.PrepareUndoAsync(standing, cancellationToken) : null, UndoUntil = keep ? clock.Now() + options.Value.UndoFor : null };
            await store.SaveAsync([begun], cancellationToken);
            await kind.RemoveAsync(standing, orphan.Id, keep, cancellationToken);
            if (await kind.InspectAsync(standing, cancellationToken) is { } still)
            {
                // The scan that finds it gone tells of it.
                if (still.IsGoing) return null;
                left = [(ResourceOf(orphan), still.HeldBy ?? "still there after its removal")];
            }
        }
        catch (PartialRemovalException e)
        {
            left = e.Left;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            left = [(ResourceOf(orphan), e.Message)];
        }

        await EndAsync(begun, left, cancellationToken);
        return left.Count == 0;
    }

    private async Task EndAsync(Orphan orphan, IReadOnlyList<(JobResource Part, string Error)> left, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        foreach (var (part, error) in left)
            logger.LogWarning("Orphaned {Kind} {Name} of job {JobId} could not be removed (try {Try}): {Reason}", part.Type, part.Name, orphan.Resource.JobId, orphan.Tries, error);
        foreach (var performed in OrphanEvents.Removed(orphan, now, left)) await outlet.TellAsync(performed, cancellationToken);
        // Noted only after it was told: a crash before this tells it again, under the same id.
        await store.SaveAsync([left.Count == 0
            ? orphan with { State = OrphanState.Removed, RemovedAt = now, Error = null }
            : orphan with { Error = left[0].Error }], cancellationToken);
    }

    private bool IsReady(IOwnedResources kind, Orphan orphan) => OrphanRules.Judge(orphan, sightings.MinimumAgeOf(kind), options.Value.Interval) == OrphanReadiness.Ready;

    /// <summary>What could not be removed is tried again after one interval, then two, four, up to thirty-two.</summary>
    private bool IsTimeFor(Orphan orphan) =>
        orphan is not { TriedAt: { } tried, Error: not null } || clock.Now() - tried >= options.Value.Interval * Math.Pow(2, Math.Clamp(orphan.Tries - 1, 0, 5));

    private OrphanScanResult CutShort(OrphanScanResult found, string why)
    {
        logger.LogError("The removal of orphans of kind {Kind} was cut short after {Removed}: {Reason}", found.Kind, found.Removed, why);
        return found with { Stopped = $"cut short after {found.Removed} were removed: {why}" };
    }

    private static JobResource ResourceOf(Orphan orphan) => new(orphan.Resource.Kind, orphan.Resource.Name, orphan.Resource.Namespace);

    private async IAsyncEnumerable<IReadOnlyList<Orphan>> OpenAsync(string kind, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<Orphan> page;
        for (var after = Guid.Empty; (page = await store.ListOpenAsync(kind, after, Page, cancellationToken)).Count > 0; after = page[^1].Id) yield return page;
    }
}
