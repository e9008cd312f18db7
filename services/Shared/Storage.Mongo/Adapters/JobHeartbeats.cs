using FlowForge.Jobs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <summary>
/// Heartbeats are by far the most that is written, and nearly all are of the attempt that has its job's document: those are one plain
/// $max each, in one round trip for a batch. Only what that did not reach goes through the rules of the attempts.
/// </summary>
internal sealed class JobHeartbeats(MongoStorage storage)
{
    private static readonly BulkWriteOptions Unordered = new() { IsOrdered = false };
    private static readonly ProjectionDefinition<BsonDocument> Standing = "{ attempt: 1, announced: 1, lastHeartbeatAt: 1, stateSavedAt: 1 }";

    public async Task ApplyAsync(IReadOnlyCollection<HeartbeatMark> marks, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reached = await storage.RunAsync(
            token => storage.Jobs.BulkWriteAsync(marks.Select(Forward), Unordered, token), cancellationToken).ConfigureAwait(false);
        if (reached.MatchedCount == marks.Count) return;
        var left = await NotThereAsync(marks, cancellationToken).ConfigureAwait(false);
        while (left.Count > 0) left = await TellAsync(left, now, cancellationToken).ConfigureAwait(false);
    }

    private static UpdateOneModel<BsonDocument> Forward(HeartbeatMark mark) => new(
        new BsonDocument { ["_id"] = mark.JobId.Value, ["attempt"] = mark.Attempt },
        new BsonDocument("$max", new BsonDocument("lastHeartbeatAt", Stored.Time(mark.At)).With("stateSavedAt", Stored.OrNull(mark.StateSavedAt))));

    /// <summary>
    /// The server says how many it reached, not which. A mark whose effect shows was reached, and one whose effect does not is told,
    /// whatever happened in between: telling it again changes nothing.
    /// </summary>
    private async Task<List<HeartbeatMark>> NotThereAsync(IReadOnlyCollection<HeartbeatMark> marks, CancellationToken cancellationToken)
    {
        var these = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(marks.Select(mark => mark.JobId.Value).Distinct())));
        var found = await storage.RunAsync(
            token => storage.Jobs.Find(these).Project(Standing).ToListAsync(token), cancellationToken).ConfigureAwait(false);
        var jobs = found.ToDictionary(job => job["_id"].AsString);
        return [.. marks.Where(mark => !jobs.TryGetValue(mark.JobId.Value, out var job) || !(IsStale(mark, job) || Shows(mark, job)))];
    }

    private static bool IsStale(HeartbeatMark mark, BsonDocument job) => job.Flag("announced") && job["attempt"].ToInt32() > mark.Attempt;

    private static bool Shows(HeartbeatMark mark, BsonDocument job) =>
        job["attempt"].ToInt32() == mark.Attempt
        && job.Time("lastHeartbeatAt") >= mark.At.ToStored()
        && (mark.StateSavedAt is not { } saved || job.Time("stateSavedAt") >= saved.ToStored());

    /// <summary>Returns what must be told again because its job's document was made by another in this moment.</summary>
    private Task<List<HeartbeatMark>> TellAsync(List<HeartbeatMark> marks, DateTimeOffset now, CancellationToken cancellationToken) => storage.RunAsync(async token =>
    {
        try
        {
            await storage.Jobs.BulkWriteAsync(marks.Select(mark => new UpdateOneModel<BsonDocument>(
                new BsonDocument("_id", mark.JobId.Value), JobEventUpdates.Told(mark, now))
            { IsUpsert = true }), Unordered, token).ConfigureAwait(false);
            return [];
        }
        catch (MongoBulkWriteException<BsonDocument> e) when (MongoErrors.IsOnlyDuplicates(e))
        {
            return e.WriteErrors.Select(error => marks[error.Index]).ToList();
        }
    }, cancellationToken);
}
