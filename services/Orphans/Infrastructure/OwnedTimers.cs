using System.Runtime.CompilerServices;
using System.Text.Json;
using FlowForge.Jobs;

namespace FlowForge.Orphans;

/// <summary>
/// Pending entries of the ledger that name a job. An entry has no age of its own: it counts from when it was due, so one that is still to
/// come is never old, and one that is long overdue belongs to nobody who could be told.
/// </summary>
internal sealed class OwnedTimers(ITimerLedger ledger) : IOwnedResources
{
    private const int Page = 1_000;

    public string Kind => OwnedKinds.Timer;

    public TimeSpan UsualMinimumAge => TimeSpan.FromDays(1);

    public string? NoUndo => null;

    public async IAsyncEnumerable<IReadOnlyList<OwnedResource>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<TimerEntry> page;
        for (var after = Guid.Empty; (page = await ledger.ListAsync(after, Page, cancellationToken)).Count > 0; after = page[^1].Token)
            yield return [.. page.Select(ResourceOf).OfType<OwnedResource>()];
    }

    public async Task<OwnedResource?> InspectAsync(OwnedResource resource, CancellationToken cancellationToken = default) =>
        await FindAsync(resource, cancellationToken) is { } entry ? ResourceOf(entry) : null;

    public async Task<string?> PrepareUndoAsync(OwnedResource resource, CancellationToken cancellationToken = default) =>
        await FindAsync(resource, cancellationToken) is { } entry ? StoredJson.Write(entry) : null;

    /// <summary>In the version that was seen alone.</summary>
    public async Task RemoveAsync(OwnedResource resource, Guid orphan, bool keep, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(resource, cancellationToken) is { } entry) await ledger.CompleteAsync([entry], cancellationToken);
    }

    public async Task RestoreAsync(OwnedResource resource, Guid orphan, string? undo, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var entry = StoredJson.Read<TimerEntry>(undo ?? throw new InvalidOperationException($"nothing of timer {resource.Name} was kept"));
        if (await ledger.FindAsync(entry.Token, cancellationToken) is { } standing && standing.Version != entry.Version)
            throw new InvalidOperationException($"another timer has taken the place of {resource.Name}; it was not overwritten");
        await ledger.StoreAsync([entry], cancellationToken);
    }

    public Task DiscardAsync(OwnedResource resource, Guid orphan, CancellationToken cancellationToken = default) => Task.CompletedTask;

    private async Task<TimerEntry?> FindAsync(OwnedResource resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return await ledger.FindAsync(Guid.Parse(resource.Name), cancellationToken) is { } entry && ResourceOf(entry)?.Key == resource.Key ? entry : null;
    }

    private OwnedResource? ResourceOf(TimerEntry entry) => JobOf(entry.Payload) is { } job
        ? new OwnedResource { Kind = Kind, Name = entry.Token.ToString(), JobId = job, Uid = entry.Version.ToString(), ChangedAt = entry.DueAt, Bytes = entry.Payload.Length }
        : null;

    private static JobId? JobOf(string payload)
    {
        try
        {
            using var message = JsonDocument.Parse(payload);
            return message.RootElement.ValueKind == JsonValueKind.Object && message.RootElement.TryGetProperty("jobId", out var text) && text.ValueKind == JsonValueKind.String && JobId.TryParse(text.GetString(), out var id, out _) ? id : null;
        }
        catch (JsonException)
        {
            // Not one of ours, whatever it is.
            return null;
        }
    }
}
