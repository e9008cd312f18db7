using FlowForge.Jobs;
using Microsoft.Extensions.Logging;

namespace FlowForge.Orphans;

/// <summary>Puts back what people want back, and lets go of what nobody has asked for in time.</summary>
public sealed class Restorations(IOrphanStore store, IAuditStore audit, IEnumerable<IOwnedResources> kinds, TimeProvider clock, ILogger<Restorations> logger)
{
    private const int Page = 100;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var orphan in await store.ListToRestoreAsync(Page, cancellationToken)) await RestoreAsync(orphan, cancellationToken);
        foreach (var orphan in await store.ListExpiredAsync(clock.Now(), Page, cancellationToken)) await DiscardAsync(orphan, cancellationToken);
    }

    private async Task RestoreAsync(Orphan orphan, CancellationToken cancellationToken)
    {
        string? error = null;
        try
        {
            await KindOf(orphan).RestoreAsync(orphan.Resource, orphan.Id, orphan.Undo, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            error = e.Message;
            logger.LogWarning(e, "Orphan {Orphan}, {Kind} {Name}, could not be put back: {Reason}", orphan.Id, orphan.Resource.Kind, orphan.Resource.Name, e.Message);
        }

        var now = clock.Now();
        await audit.AppendAsync([Entry(orphan, now, error)], cancellationToken);
        await store.SaveAsync([error is null ? orphan with { State = OrphanState.Restored, RestoredAt = now, UndoUntil = null, Undo = null, Error = null } : orphan with { Error = error }], cancellationToken);
    }

    private async Task DiscardAsync(Orphan orphan, CancellationToken cancellationToken)
    {
        try
        {
            await KindOf(orphan).DiscardAsync(orphan.Resource, orphan.Id, cancellationToken);
            await store.SaveAsync([orphan with { UndoUntil = null, Undo = null }], cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(e, "What was kept of orphan {Orphan}, {Kind} {Name}, could not be let go and will be tried again: {Reason}", orphan.Id, orphan.Resource.Kind, orphan.Resource.Name, e.Message);
        }
    }

    private IOwnedResources KindOf(Orphan orphan) => kinds.FirstOrDefault(kind => kind.Kind == orphan.Resource.Kind)
        ?? throw new InvalidOperationException($"this service has nothing of kind '{orphan.Resource.Kind}' any more; start it with the runtime and the stores that the orphan came from");

    private static AuditEntry Entry(Orphan orphan, DateTimeOffset now, string? error) => new()
    {
        Id = DerivedId.From("orphan-restore", orphan.Id, orphan.RestoreRequestedAt?.ToUnixTimeMilliseconds(), error is null),
        Timestamp = now,
        JobId = orphan.Resource.JobId.Value,
        Attempt = orphan.Resource.Attempt,
        ResourceType = orphan.Resource.Kind,
        ResourceName = orphan.Resource.Namespace is { } ns ? $"{ns}/{orphan.Resource.Name}" : orphan.Resource.Name,
        Action = "restore",
        Reason = $"orphan {orphan.Id}, removed at {orphan.RemovedAt:O}, was asked for",
        InitiatedBy = orphan.RestoreRequestedBy ?? OrphanEvents.Actor,
        Success = error is null,
        ErrorMessage = error,
    };
}
