using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <summary>
/// The indexes, one for each way in which something is looked for; what only few documents are looked for by has only those in it, so
/// that heartbeats and new timers do not pay for it (a query must repeat the condition to be served by such an index). Their names are ours, so that another definition under a name is an
/// error and not a second index; a changed definition gets a new name.
/// </summary>
internal static class MongoIndexes
{
    internal const string AuditRetention = "audit_retention";

    public static async Task EnsureAsync(MongoStorage storage, TimeSpan? auditRetention, CancellationToken cancellationToken)
    {
        await CreateAsync(storage, storage.Jobs,
        [
            Index("jobs_newest", "{ announced: 1, firstSeenAt: -1, _id: 1 }"),
            Index("jobs_by_stage", "{ announced: 1, stage: 1, firstSeenAt: -1, _id: 1 }"),
            Index("jobs_by_organization", "{ announced: 1, organization: 1, firstSeenAt: -1, _id: 1 }"),
            Index("jobs_by_type", "{ announced: 1, jobType: 1, firstSeenAt: -1, _id: 1 }"),
            Index("jobs_unsettled", "{ announced: 1, settled: 1, _id: 1 }"),
            Index("jobs_settled", "{ settledAt: 1 }", only: "{ settled: true }"),
            Index("jobs_unannounced", "{ attemptSeenAt: 1 }", only: "{ announced: false }"),
            Index("jobs_by_look", "{ lookAt: 1, _id: 1 }", only: "{ lookAt: { $exists: true } }"),
            Index("jobs_held", "{ 'hold.at': 1, _id: 1 }", only: "{ 'hold.at': { $exists: true } }"),
            Index("jobs_early_events", "{ 'early.seenAt': 1 }", only: "{ 'early.seenAt': { $exists: true } }"),
        ], cancellationToken).ConfigureAwait(false);

        // By whether somebody holds it, then due time: what is far off or held is not walked over in search of what is free and due.
        await CreateAsync(storage, storage.Timers,
        [
            Index("timers_due", "{ held: 1, dueAt: 1, _id: 1 }"),
            Index("timers_leased", "{ leasedUntil: 1 }", only: "{ held: true }"),
            Index("timers_owner", "{ owner: 1 }", only: "{ held: true }"),
        ], cancellationToken).ConfigureAwait(false);

        await CreateAsync(storage, storage.Audit,
        [
            Index("audit_by_time", "{ timestamp: -1, order: -1 }"),
            Index("audit_by_job", "{ jobId: 1, timestamp: -1, order: -1 }"),
            Index("audit_by_action", "{ action: 1, timestamp: -1, order: -1 }"),
        ], cancellationToken).ConfigureAwait(false);

        await CreateAsync(storage, storage.HookRuns, [Index("hook_runs_by_time", "{ at: 1 }")], cancellationToken).ConfigureAwait(false);

        await CreateAsync(storage, storage.Orphans,
        [
            Index("orphans_open", "{ kind: 1, _id: 1 }", only: "{ open: true }"),
            Index("orphans_by_key", "{ key: 1 }", only: "{ open: true }"),
            Index("orphans_seen", "{ lastSeenAt: -1, _id: 1 }"),
            Index("orphans_by_job", "{ jobId: 1 }"),
            Index("orphans_restore", "{ restoreRequestedAt: 1 }", only: "{ restoreRequestedAt: { $exists: true } }"),
            Index("orphans_undo", "{ undoUntil: 1 }", only: "{ undoUntil: { $exists: true } }"),
            Index("orphans_settled", "{ settledAt: 1 }", only: "{ settledAt: { $exists: true } }"),
        ], cancellationToken).ConfigureAwait(false);

        await CreateAsync(storage, storage.OrphanScans,
        [
            Index("orphan_scans_finished", "{ finished: 1, finishedAt: -1 }"),
            Index("orphan_scans_waiting", "{ requestedAt: 1 }", only: "{ finished: false }"),
        ], cancellationToken).ConfigureAwait(false);
        await RetainAsync(storage, auditRetention, cancellationToken).ConfigureAwait(false);
    }

    private static CreateIndexModel<BsonDocument> Index(string name, string keys, string? only = null, TimeSpan? expireAfter = null) =>
        new(BsonDocument.Parse(keys), new CreateIndexOptions<BsonDocument> { Name = name, ExpireAfter = expireAfter, PartialFilterExpression = only });

    // An index over what is already there takes its time, so nothing but the caller ends the wait.
    private static async Task CreateAsync(MongoStorage storage, IMongoCollection<BsonDocument> collection, CreateIndexModel<BsonDocument>[] indexes, CancellationToken cancellationToken) =>
        await storage.RunAsync(token => collection.Indexes.CreateManyAsync(indexes, token), cancellationToken, Timeout.InfiniteTimeSpan).ConfigureAwait(false);

    /// <summary>The TTL index is what deletes; it is made, changed or dropped as the options say now.</summary>
    private static async Task RetainAsync(MongoStorage storage, TimeSpan? kept, CancellationToken cancellationToken)
    {
        var standing = (await storage.RunAsync(async token =>
        {
            using var cursor = await storage.Audit.Indexes.ListAsync(token).ConfigureAwait(false);
            return await cursor.ToListAsync(token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false)).FirstOrDefault(index => index["name"] == AuditRetention);

        if (kept is not { } wanted)
        {
            if (standing is not null) await DropAsync(storage, cancellationToken).ConfigureAwait(false);
        }
        else if (standing is null)
        {
            await CreateAsync(storage, storage.Audit, [Index(AuditRetention, "{ timestamp: 1 }", expireAfter: wanted)], cancellationToken).ConfigureAwait(false);
        }
        else if (standing["expireAfterSeconds"].ToInt64() != (long)wanted.TotalSeconds)
        {
            var change = new BsonDocument
            {
                ["collMod"] = storage.Audit.CollectionNamespace.CollectionName,
                ["index"] = new BsonDocument { ["name"] = AuditRetention, ["expireAfterSeconds"] = (long)wanted.TotalSeconds },
            };
            await storage.RunAsync(token => storage.Database.RunCommandAsync<BsonDocument>(change, cancellationToken: token), cancellationToken).ConfigureAwait(false);
        }
    }

    private static Task<bool> DropAsync(MongoStorage storage, CancellationToken cancellationToken) => storage.RunAsync(async token =>
    {
        try
        {
            await storage.Audit.Indexes.DropOneAsync(AuditRetention, token).ConfigureAwait(false);
        }
        catch (MongoCommandException e) when (e.Code == MongoErrors.IndexNotFound)
        {
            // Another replica was faster.
        }

        return true;
    }, cancellationToken);
}
