using FlowForge.Jobs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <summary>
/// Leasing in three steps, because MongoDB changes many documents at once but says neither which nor in what order: see what is free,
/// claim it where it still is, read what was won. Replicas that see the same share it; who got too little looks again.
/// </summary>
internal sealed class TimerLeases(MongoStorage storage)
{
    private static readonly BsonDocument EarliestFirst = BsonDocument.Parse("{ dueAt: 1, _id: 1 }");

    // So that two claims of one process are never the same, even under one owner and in one millisecond.
    private static long _claims;

    public async Task<IReadOnlyList<TimerEntry>> TakeAsync(string owner, DateTimeOffset now, DateTimeOffset dueBefore, DateTimeOffset leaseUntil, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        await FreeExpiredAsync(now, cancellationToken).ConfigureAwait(false);
        var won = new List<TimerEntry>();
        while (won.Count < limit)
        {
            var free = await FreeAsync(dueBefore, limit - won.Count, cancellationToken).ConfigureAwait(false);
            if (free.Count == 0) break;
            won.AddRange(await ClaimAsync(free, owner, now, leaseUntil, cancellationToken).ConfigureAwait(false));
        }

        return [.. won.OrderBy(entry => entry.DueAt).ThenBy(entry => entry.Token)];
    }

    /// <summary>What ran out is free again before anything is taken, so that one index in order of due time shows all that is free.</summary>
    private async Task FreeExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var expired = new BsonDocument { ["held"] = true, ["leasedUntil"] = new BsonDocument("$lte", Stored.Time(now)) };
        await storage.RunAsync(token => storage.Timers.UpdateManyAsync(expired, TimerDocument.Free(), cancellationToken: token), cancellationToken).ConfigureAwait(false);
    }

    private Task<List<BsonDocument>> FreeAsync(DateTimeOffset dueBefore, int limit, CancellationToken cancellationToken)
    {
        var free = new BsonDocument { ["held"] = false, ["dueAt"] = new BsonDocument("$lt", Stored.Time(dueBefore)) };
        return storage.RunAsync(
            token => storage.Timers.Find(free).Sort(EarliestFirst).Limit(limit).Project("{ _id: 1 }").ToListAsync(token), cancellationToken);
    }

    private async Task<IEnumerable<TimerEntry>> ClaimAsync(List<BsonDocument> free, string owner, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        var claim = Stored.Id(DerivedId.From("claim", owner, now.ToUnixTimeMilliseconds(), Environment.ProcessId, Interlocked.Increment(ref _claims)));
        var these = new BsonDocument("$in", new BsonArray(free.Select(found => found["_id"])));
        var take = new BsonDocument("$set", new BsonDocument { ["held"] = true, ["owner"] = owner, ["claim"] = claim, ["leasedUntil"] = Stored.Time(leaseUntil) });
        var taken = await storage.RunAsync(
            token => storage.Timers.UpdateManyAsync(new BsonDocument { ["_id"] = these, ["held"] = false }, take, cancellationToken: token), cancellationToken).ConfigureAwait(false);
        if (taken.ModifiedCount == 0) return [];
        var won = await storage.RunAsync(
            token => storage.Timers.Find(new BsonDocument { ["_id"] = these, ["claim"] = claim }).ToListAsync(token), cancellationToken).ConfigureAwait(false);
        return won.Select(TimerDocument.Read);
    }
}
