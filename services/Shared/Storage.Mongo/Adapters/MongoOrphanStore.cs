using FlowForge.Jobs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <inheritdoc cref="IOrphanStore" />
internal sealed class MongoOrphanStore(MongoStorage storage) : IOrphanStore
{
    private const int Removed = (int)OrphanState.Removed;
    private static readonly BsonDocument ById = BsonDocument.Parse("{ _id: 1 }");
    private static readonly BsonDocument LastSeenFirst = BsonDocument.Parse("{ lastSeenAt: -1, _id: 1 }");

    public async Task<IReadOnlyList<Orphan>> FindOpenAsync(IReadOnlyCollection<Guid> keys, CancellationToken cancellationToken = default) => keys.Count == 0 ? [] : await QueryAsync(
        new BsonDocument { ["open"] = true, ["key"] = new BsonDocument("$in", new BsonArray(keys.Select(Stored.Id))) }, ById, int.MaxValue, cancellationToken).ConfigureAwait(false);

    public Task SaveAsync(IReadOnlyCollection<Orphan> orphans, CancellationToken cancellationToken = default) => orphans.Count == 0 ? Task.CompletedTask : storage.RunAsync(
        token => storage.Orphans.BulkWriteAsync(orphans.Select(Upsert), options: null, token), cancellationToken);

    public async Task<Orphan?> FindAsync(Guid id, CancellationToken cancellationToken = default) =>
        (await QueryAsync(new BsonDocument("_id", Stored.Id(id)), ById, 1, cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    public Task<IReadOnlyList<Orphan>> ListAsync(OrphanQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 1_000, nameof(query));
        var matching = new BsonDocument().With("kind", query.Kind).With("state", query.State is { } state ? (int)state : null).With("jobId", query.JobId);
        return QueryAsync(matching, LastSeenFirst, query.Limit, cancellationToken);
    }

    public Task<IReadOnlyList<Orphan>> ListOpenAsync(string kind, Guid after, int limit, CancellationToken cancellationToken = default) =>
        QueryAsync(new BsonDocument { ["open"] = true, ["kind"] = kind, ["_id"] = new BsonDocument("$gt", Stored.Id(after)) }, ById, limit, cancellationToken);

    public async Task<int> ForgetUnseenAsync(string kind, DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        var unseen = new BsonDocument { ["open"] = true, ["kind"] = kind, ["state"] = (int)OrphanState.Seen, ["lastSeenAt"] = new BsonDocument("$lt", Stored.Time(since)) };
        return await Sweep.RunAsync(storage, storage.Orphans, unseen, cancellationToken).ConfigureAwait(false);
    }

    public Task<bool> RequestRestoreAsync(Guid id, DateTimeOffset at, string by, CancellationToken cancellationToken = default) => storage.RunAsync(async token =>
    {
        var restorable = new BsonDocument { ["_id"] = Stored.Id(id), ["state"] = Removed, ["undoUntil"] = new BsonDocument("$gt", Stored.Time(at)) };
        var wish = new BsonDocument
        {
            ["$set"] = new BsonDocument { ["restoreRequestedAt"] = Stored.Time(at), ["restoreRequestedBy"] = by },
            ["$unset"] = new BsonDocument("error", 1),
        };
        return (await storage.Orphans.UpdateOneAsync(restorable, wish, options: null, token).ConfigureAwait(false)).MatchedCount == 1;
    }, cancellationToken);

    public Task<IReadOnlyList<Orphan>> ListToRestoreAsync(int limit, CancellationToken cancellationToken = default) => QueryAsync(
        BsonDocument.Parse($"{{ state: {Removed}, restoreRequestedAt: {{ $exists: true }}, error: {{ $exists: false }} }}"), BsonDocument.Parse("{ restoreRequestedAt: 1 }"), limit, cancellationToken);

    public Task<IReadOnlyList<Orphan>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        var expired = BsonDocument.Parse($"{{ state: {Removed}, $or: [{{ restoreRequestedAt: {{ $exists: false }} }}, {{ error: {{ $exists: true }} }}] }}");
        expired["undoUntil"] = new BsonDocument("$lt", Stored.Time(now));
        return QueryAsync(expired, BsonDocument.Parse("{ undoUntil: 1 }"), limit, cancellationToken);
    }

    public Task SaveScanAsync(OrphanScan scan, CancellationToken cancellationToken = default)
    {
        var document = new BsonDocument { ["_id"] = Stored.Id(scan.Id), ["requestedAt"] = Stored.Time(scan.RequestedAt), ["finished"] = scan.FinishedAt is not null, ["body"] = StoredJson.Write(scan) }
            .With("finishedAt", Stored.OrNull(scan.FinishedAt));
        return storage.RunAsync(
            token => storage.OrphanScans.ReplaceOneAsync(new BsonDocument("_id", document["_id"]), document, new ReplaceOptions { IsUpsert = true }, token), cancellationToken);
    }

    public Task<OrphanScan?> FindScanAsync(Guid id, CancellationToken cancellationToken = default) => storage.RunAsync(async token =>
        await storage.OrphanScans.Find(new BsonDocument("_id", Stored.Id(id))).FirstOrDefaultAsync(token).ConfigureAwait(false) is { } scan ? ReadScan(scan) : null, cancellationToken);

    public async Task<IReadOnlyList<OrphanScan>> ListScansAsync(bool finished, int limit, CancellationToken cancellationToken = default)
    {
        var newest = BsonDocument.Parse(finished ? "{ finishedAt: -1, _id: 1 }" : "{ requestedAt: -1, _id: 1 }");
        var found = await storage.RunAsync(
            token => storage.OrphanScans.Find(new BsonDocument("finished", finished)).Sort(newest).Limit(limit).ToListAsync(token), cancellationToken).ConfigureAwait(false);
        return [.. found.Select(ReadScan)];
    }

    public async Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken = default)
    {
        var old = new BsonDocument("$lt", Stored.Time(before));
        return await Sweep.RunAsync(storage, storage.Orphans, new BsonDocument("settledAt", old), cancellationToken).ConfigureAwait(false)
            + await Sweep.RunAsync(storage, storage.OrphanScans, new BsonDocument("finishedAt", old), cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Orphan>> QueryAsync(BsonDocument matching, BsonDocument order, int limit, CancellationToken cancellationToken)
    {
        var found = await storage.RunAsync(
            token => storage.Orphans.Find(matching).Sort(order).Limit(limit).ToListAsync(token), cancellationToken).ConfigureAwait(false);
        return [.. found.Select(OrphanDocument.Read)];
    }

    private static UpdateOneModel<BsonDocument> Upsert(Orphan orphan) => new(new BsonDocument("_id", Stored.Id(orphan.Id)), OrphanDocument.Update(orphan)) { IsUpsert = true };

    private static OrphanScan ReadScan(BsonDocument scan) => StoredJson.Read<OrphanScan>(scan["body"].AsString);
}
