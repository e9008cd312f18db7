using FlowForge.Jobs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <inheritdoc cref="IAuditStore" />
internal sealed class MongoAuditStore(MongoStorage storage, TimeProvider clock) : IAuditStore
{
    // Unordered: an entry that is there already does not keep the others from being written.
    private static readonly InsertManyOptions Unordered = new() { IsOrdered = false };
    private static readonly BsonDocument NewestFirst = BsonDocument.Parse("{ timestamp: -1, order: -1 }");

    private readonly InsertionOrder _order = new(clock);

    public Task AppendAsync(IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken = default) =>
        entries.Count == 0 ? Task.CompletedTask : storage.RunAsync(async token =>
        {
            try
            {
                await storage.Audit.InsertManyAsync(entries.Select(Write), Unordered, token).ConfigureAwait(false);
            }
            catch (MongoBulkWriteException<BsonDocument> e) when (MongoErrors.IsOnlyDuplicates(e))
            {
                // A redelivery: what was written first stays.
            }

            return entries.Count;
        }, cancellationToken);

    public async Task<IReadOnlyList<AuditEntry>> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 10_000, nameof(query));
        var newestFirst = await storage.RunAsync(
            token => storage.Audit.Find(Matching(query)).Sort(NewestFirst).Limit(query.Limit).ToListAsync(token), cancellationToken).ConfigureAwait(false);
        newestFirst.Reverse();
        return [.. newestFirst.Select(Read)];
    }

    private static BsonDocument Matching(AuditQuery query)
    {
        var between = new BsonDocument()
            .With("$gte", Stored.OrNull(query.Since))
            .With("$lte", Stored.OrNull(query.Until));
        return new BsonDocument()
            .With("jobId", query.JobId)
            .With("action", query.Action)
            .With("success", query.Success)
            .With("timestamp", between.ElementCount == 0 ? null : between);
    }

    private BsonDocument Write(AuditEntry entry) => new BsonDocument
    {
        ["_id"] = Stored.Id(entry.Id),
        ["timestamp"] = Stored.Time(entry.Timestamp),
        ["order"] = _order.Next(),
        ["resourceType"] = entry.ResourceType,
        ["resourceName"] = entry.ResourceName,
        ["action"] = entry.Action,
        ["reason"] = entry.Reason,
        ["initiatedBy"] = entry.InitiatedBy,
        ["success"] = entry.Success,
    }
        .With("jobId", entry.JobId)
        .With("attempt", entry.Attempt)
        .With("errorMessage", entry.ErrorMessage)
        .With("policySource", entry.PolicySource)
        .With("correlationId", entry.CorrelationId);

    private static AuditEntry Read(BsonDocument entry) => new()
    {
        Id = entry.Id("_id"),
        Timestamp = entry.Time("timestamp")!.Value,
        JobId = entry.Text("jobId"),
        Attempt = entry.Int("attempt"),
        ResourceType = entry["resourceType"].AsString,
        ResourceName = entry["resourceName"].AsString,
        Action = entry["action"].AsString,
        Reason = entry["reason"].AsString,
        InitiatedBy = entry["initiatedBy"].AsString,
        Success = entry.Flag("success"),
        ErrorMessage = entry.Text("errorMessage"),
        PolicySource = entry.Text("policySource"),
        CorrelationId = entry.Text("correlationId"),
    };
}
