using FlowForge.Jobs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <summary>
/// When jobs are looked at, and what came of it. The time is computed into the field <c>lookAt</c>, which only jobs have that are
/// looked at: so what is due and what is counted costs an index, and a job that ended is not among them.
/// </summary>
internal sealed class JobLooks(MongoStorage storage)
{
    private static readonly BulkWriteOptions Unordered = new() { IsOrdered = false };
    private static readonly BsonDocument LongestDueFirst = BsonDocument.Parse("{ lookAt: 1, _id: 1 }");
    private static readonly BsonDocument Watched = BsonDocument.Parse("{ $match: { lookAt: { $exists: true } } }");
    private static readonly BsonDocument Count = BsonDocument.Parse("""
        { $group: { _id: null, watched: { $sum: 1 }, silent: { $sum: { $cond: [{ $gt: ['$looked.silence', null] }, 1, 0] } } } }
        """);

    public async Task<IReadOnlyList<JobRecord>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        var due = new BsonDocument("lookAt", new BsonDocument { ["$exists"] = true, ["$lte"] = Stored.Time(now) });
        var found = await storage.RunAsync(
            token => storage.Jobs.Find(due).Sort(LongestDueFirst).Limit(limit).ToListAsync(token), cancellationToken).ConfigureAwait(false);
        return [.. found.Select(JobDocument.Read)];
    }

    /// <summary>One plain update for each job, in one round trip.</summary>
    public Task RecordAsync(IReadOnlyCollection<JobLook> looks, CancellationToken cancellationToken) => storage.RunAsync(
        token => storage.Jobs.BulkWriteAsync(looks.Select(Forward), Unordered, token), cancellationToken);

    public async Task<SilenceCount> CountAsync(CancellationToken cancellationToken)
    {
        PipelineDefinition<BsonDocument, BsonDocument> counting = new[] { Watched, Count };
        var count = await storage.RunAsync(
            async token => await (await storage.Jobs.AggregateAsync(counting, cancellationToken: token).ConfigureAwait(false)).FirstOrDefaultAsync(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return count is null ? new SilenceCount(0, 0) : new SilenceCount(count["watched"].ToInt32(), count["silent"].ToInt32());
    }

    /// <summary>A job that has ended, or has no heartbeatTimeout, has no <c>lookAt</c> that could be smaller.</summary>
    private static UpdateOneModel<BsonDocument> Forward(JobLook look)
    {
        var next = Stored.Time(look.NextAt);
        return new UpdateOneModel<BsonDocument>(
            new BsonDocument { ["_id"] = look.JobId.Value, ["attempt"] = look.Attempt, ["lookAt"] = new BsonDocument("$lt", next) },
            new BsonDocument("$set", new BsonDocument { ["looked"] = JobDocument.Looked(look), ["lookAt"] = next }));
    }
}
