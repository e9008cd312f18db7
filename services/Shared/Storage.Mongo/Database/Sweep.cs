using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <summary>Deletes what is old in bites, so that no operation outlasts its timeout.</summary>
internal static class Sweep
{
    private const int Bite = 2_000;

    /// <param name="storage">Where.</param>
    /// <param name="collection">What in.</param>
    /// <param name="old">What is old; asked again by each deletion, so that what has changed since stays.</param>
    /// <param name="cancellationToken">Stops between bites.</param>
    public static async Task<int> RunAsync(MongoStorage storage, IMongoCollection<BsonDocument> collection, BsonDocument old, CancellationToken cancellationToken)
    {
        var forgotten = 0;
        while (true)
        {
            var bite = await storage.RunAsync(
                token => collection.Find(old).Project("{ _id: 1 }").Limit(Bite).ToListAsync(token), cancellationToken).ConfigureAwait(false);
            if (bite.Count == 0) return forgotten;
            var these = new BsonDocument(old) { ["_id"] = new BsonDocument("$in", new BsonArray(bite.Select(found => found["_id"]))) };
            var deleted = await storage.RunAsync(token => collection.DeleteManyAsync(these, token), cancellationToken).ConfigureAwait(false);
            forgotten += (int)deleted.DeletedCount;
            if (bite.Count < Bite) return forgotten;
        }
    }
}
