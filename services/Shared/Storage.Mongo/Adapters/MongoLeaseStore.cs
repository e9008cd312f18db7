using FlowForge.Jobs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <inheritdoc cref="ILeaseStore" />
internal sealed class MongoLeaseStore(MongoStorage storage) : ILeaseStore
{
    public async Task<bool> TryAcquireAsync(string name, string owner, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken = default)
    {
        var free = new BsonDocument
        {
            ["_id"] = name,
            ["$or"] = new BsonArray { new BsonDocument("owner", owner), new BsonDocument("until", new BsonDocument("$lte", Stored.Time(now))) },
        };
        var take = new BsonDocument("$set", new BsonDocument { ["owner"] = owner, ["until"] = Stored.Time(until) });
        return await storage.RunAsync(async token =>
        {
            try
            {
                await storage.Leases.UpdateOneAsync(free, take, new UpdateOptions { IsUpsert = true }, token).ConfigureAwait(false);
                return true;
            }
            catch (MongoWriteException e) when (e.WriteError?.Code == MongoErrors.DuplicateKey)
            {
                // It is there and not free, so the upsert would have made a second one.
                return false;
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    public Task ReleaseAsync(string name, string owner, CancellationToken cancellationToken = default) =>
        storage.RunAsync(token => storage.Leases.DeleteOneAsync(new BsonDocument { ["_id"] = name, ["owner"] = owner }, token), cancellationToken);
}
