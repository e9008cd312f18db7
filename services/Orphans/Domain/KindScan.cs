using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Orphans;

/// <summary>
/// One scan of one kind: everything is listed first and joined with the registry, page by page; only when all of it was seen, and nothing
/// about it was strange, does anything go.
/// </summary>
public sealed class KindScan(
    IOrphanStore store, Sightings sightings, RegistryProof proof, ScanClock scanClock, OrphanRemoval removal, IOptions<OrphansOptions> options, TimeProvider clock, ILogger<KindScan> logger)
{
    public async Task<OrphanScanResult> RunAsync(IOwnedResources kind, bool dryRun, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var own = options.Value.Of(kind.Kind);
        var found = new OrphanScanResult { Kind = kind.Kind, DryRun = dryRun || !own.Remove };
        try
        {
            var began = clock.Now();
            if (await proof.ProblemAsync(cancellationToken) is { } unproven) return Stopped(found, unproven);
            await foreach (var page in kind.ListAsync(cancellationToken))
            {
                found = await sightings.NoteAsync(kind, page, found, cancellationToken);
                if (found.Ownerless > NumberOf(own))
                    return Stopped(found, $"more than {NumberOf(own)} of the {found.Listed} listed so far seem ownerless, which is what {OrphansOptions.Section}:number allows; look at them with 'flowforge orphans list --kind {kind.Kind}', and raise it if they are right");
            }

            if (found.Ownerless >= options.Value.ShareLeast && found.Ownerless > ShareOf(own) * found.Listed)
                return Stopped(found, $"{found.Ownerless} of {found.Listed} seem ownerless, more than the share of {ShareOf(own)} that {OrphansOptions.Section}:share allows; look at them with 'flowforge orphans list --kind {kind.Kind}', and raise it if they are right");
            // What was believed at the beginning must still hold at the end.
            if (await proof.ProblemAsync(cancellationToken) is { } lost) return Stopped(found, lost);
            if (scanClock.Jump() is { } jump) return Stopped(found, jump);
            await removal.FinishBegunAsync(kind, began, cancellationToken);
            await store.ForgetUnseenAsync(kind.Kind, began, cancellationToken);
            if (!found.DryRun) found = await removal.RunAsync(kind, began, found, cancellationToken);
            logger.LogInformation("Scan of {Kind}: {Listed} listed, {Ownerless} ownerless, {Ready} ready, {Removed} removed, {Failed} failed{DryRun}",
                kind.Kind, found.Listed, found.Ownerless, found.Ready, found.Removed, found.Failed, found.DryRun ? " (dry run)" : "");
            return found;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogDebug(e, "The scan of {Kind} failed", kind.Kind);
            return Stopped(found, e.Message);
        }
    }

    internal OrphanScanResult Stopped(OrphanScanResult found, string why)
    {
        logger.LogError("The scan for orphans of kind {Kind} stopped and removed nothing: {Reason}", found.Kind, why);
        return found with { Stopped = why };
    }

    private int NumberOf(OrphanKindOptions own) => own.Number ?? options.Value.Number;

    private double ShareOf(OrphanKindOptions own) => own.Share ?? options.Value.Share;
}
