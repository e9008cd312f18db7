using FlowForge.Jobs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <inheritdoc cref="ITimerLedger" />
internal sealed class MongoTimerLedger(MongoStorage storage) : ITimerLedger
{
    private static readonly InsertManyOptions UnorderedInserts = new() { IsOrdered = false };
    private static readonly BulkWriteOptions Unordered = new() { IsOrdered = false };

    private readonly TimerLeases _leases = new(storage);

    // Tokens are new as a rule, and nothing is written faster than by inserts. Only what is there already takes the second way.
    public async Task StoreAsync(IReadOnlyCollection<TimerEntry> entries, CancellationToken cancellationToken = default)
    {
        if (entries.Count == 0) return;
        // Of one token the last counts.
        TimerEntry[] batch = [.. entries.Reverse().DistinctBy(entry => entry.Token)];
        var standing = await storage.RunAsync(async token =>
        {
            try
            {
                await storage.Timers.InsertManyAsync(batch.Select(TimerDocument.Write), UnorderedInserts, token).ConfigureAwait(false);
                return [];
            }
            catch (MongoBulkWriteException<BsonDocument> e) when (MongoErrors.IsOnlyDuplicates(e))
            {
                return e.WriteErrors.Select(error => batch[error.Index]).ToList();
            }
        }, cancellationToken).ConfigureAwait(false);
        if (standing.Count > 0) await ReplaceAsync(standing, cancellationToken).ConfigureAwait(false);
    }

    public Task CancelAsync(IReadOnlyCollection<Guid> tokens, CancellationToken cancellationToken = default) =>
        tokens.Count == 0 ? Task.CompletedTask : storage.RunAsync(
            token => storage.Timers.DeleteManyAsync(new BsonDocument("_id", new BsonDocument("$in", new BsonArray(tokens.Select(Stored.Id)))), token), cancellationToken);

    public Task<IReadOnlyList<TimerEntry>> LeaseAsync(string owner, DateTimeOffset now, DateTimeOffset dueBefore, DateTimeOffset leaseUntil, int limit, CancellationToken cancellationToken = default) =>
        _leases.TakeAsync(owner, now, dueBefore, leaseUntil, limit, cancellationToken);

    public Task<bool> IsHeldAsync(string owner, Guid token, Guid version, CancellationToken cancellationToken = default)
    {
        var held = new BsonDocument { ["_id"] = Stored.Id(token), ["version"] = Stored.Id(version), ["owner"] = owner };
        return storage.RunAsync(cancel => storage.Timers.Find(held).Project("{ _id: 1 }").AnyAsync(cancel), cancellationToken);
    }

    public Task CompleteAsync(IReadOnlyCollection<TimerEntry> delivered, CancellationToken cancellationToken = default) =>
        delivered.Count == 0 ? Task.CompletedTask : storage.RunAsync(
            token => storage.Timers.BulkWriteAsync(delivered.Select(entry => new DeleteOneModel<BsonDocument>(
                new BsonDocument { ["_id"] = Stored.Id(entry.Token), ["version"] = Stored.Id(entry.Version) })), Unordered, token), cancellationToken);

    public Task ReleaseAsync(string owner, Guid? token = null, CancellationToken cancellationToken = default)
    {
        var held = new BsonDocument { ["held"] = true, ["owner"] = owner }.With("_id", token is { } one ? Stored.Id(one) : null);
        return storage.RunAsync(cancel => storage.Timers.UpdateManyAsync(held, TimerDocument.Free(), cancellationToken: cancel), cancellationToken);
    }

    public async Task<IReadOnlyList<string>> HoldersAsync(CancellationToken cancellationToken = default) => await storage.RunAsync(async cancel =>
    {
        using var owners = await storage.Timers.DistinctAsync<string>("owner", new BsonDocument("held", true), cancellationToken: cancel).ConfigureAwait(false);
        return await owners.ToListAsync(cancel).ConfigureAwait(false);
    }, cancellationToken).ConfigureAwait(false);

    public Task<TimerEntry?> FindAsync(Guid token, CancellationToken cancellationToken = default) => storage.RunAsync(async cancel =>
        await storage.Timers.Find(new BsonDocument("_id", Stored.Id(token))).FirstOrDefaultAsync(cancel).ConfigureAwait(false) is { } found
            ? TimerDocument.Read(found)
            : null, cancellationToken);

    public Task<IReadOnlyList<TimerEntry>> ListAsync(Guid after, int limit, CancellationToken cancellationToken = default) => storage.RunAsync<IReadOnlyList<TimerEntry>>(async cancel =>
    {
        var page = await storage.Timers.Find(new BsonDocument("_id", new BsonDocument("$gt", Stored.Id(after)))).Sort("{ _id: 1 }").Limit(limit).ToListAsync(cancel).ConfigureAwait(false);
        return [.. page.Select(TimerDocument.Read)];
    }, cancellationToken);

    public Task<long> CountAsync(CancellationToken cancellationToken = default) =>
        storage.RunAsync(token => storage.Timers.CountDocumentsAsync(new BsonDocument(), cancellationToken: token), cancellationToken);

    /// <summary>
    /// An upsert that looks for another version under the token: it replaces another, adds where a cancellation was faster, and where
    /// the same stands it would add a second one, which the id forbids. That is the answer for "nothing to do".
    /// </summary>
    private Task<int> ReplaceAsync(List<TimerEntry> entries, CancellationToken cancellationToken) => storage.RunAsync(async token =>
    {
        try
        {
            await storage.Timers.BulkWriteAsync(entries.Select(entry => new UpdateOneModel<BsonDocument>(
                new BsonDocument { ["_id"] = Stored.Id(entry.Token), ["version"] = new BsonDocument("$ne", Stored.Id(entry.Version)) },
                TimerDocument.Replacement(entry))
            { IsUpsert = true }), Unordered, token).ConfigureAwait(false);
        }
        catch (MongoBulkWriteException<BsonDocument> e) when (MongoErrors.IsOnlyDuplicates(e))
        {
            // The same stands there; or another caller added his in this moment, which is as if he had come after us.
        }

        return entries.Count;
    }, cancellationToken);
}
