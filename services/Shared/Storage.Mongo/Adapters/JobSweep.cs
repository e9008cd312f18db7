using MongoDB.Bson;

namespace FlowForge.Storage.Mongo;

/// <summary>Forgets jobs and events that are old.</summary>
internal static class JobSweep
{
    public static async Task<int> RunAsync(MongoStorage storage, DateTimeOffset cleanedBefore, DateTimeOffset unannouncedBefore, CancellationToken cancellationToken)
    {
        var (cleaned, unannounced) = (Stored.Time(cleanedBefore), Stored.Time(unannouncedBefore));
        var events = await ForgetEarlyAsync(storage, unannounced, cancellationToken).ConfigureAwait(false);
        // A job's document that still holds younger events of another attempt stays until they are old as well.
        var noneWaits = new BsonDocument("$not", new BsonDocument("$gte", unannounced));
        var settled = await Sweep.RunAsync(storage, storage.Jobs, new BsonDocument
        {
            ["settled"] = true,
            ["settledAt"] = new BsonDocument("$lt", cleaned),
            ["early.seenAt"] = noneWaits,
            ["hold"] = BsonNull.Value,
        }, cancellationToken).ConfigureAwait(false);
        var unheard = await Sweep.RunAsync(storage, storage.Jobs, new BsonDocument
        {
            ["announced"] = false,
            ["attemptSeenAt"] = new BsonDocument("$lt", unannounced),
            ["early.seenAt"] = noneWaits,
            ["hold"] = BsonNull.Value,
        }, cancellationToken).ConfigureAwait(false);
        return events + settled + unheard;
    }

    private static async Task<int> ForgetEarlyAsync(MongoStorage storage, BsonDateTime before, CancellationToken cancellationToken)
    {
        var old = new BsonDocument("early.seenAt", new BsonDocument { ["$exists"] = true, ["$lt"] = before });
        var pull = new BsonDocument("$pull", new BsonDocument("early", new BsonDocument("seenAt", new BsonDocument("$lt", before))));
        var updated = await storage.RunAsync(token => storage.Jobs.UpdateManyAsync(old, pull, cancellationToken: token), cancellationToken).ConfigureAwait(false);
        return (int)updated.ModifiedCount;
    }
}
