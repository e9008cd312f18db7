using FlowForge.Jobs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <inheritdoc cref="IHookRunStore" />
internal sealed class MongoHookRunStore(MongoStorage storage) : IHookRunStore
{
    public Task<HookRun?> FindAsync(Guid key, CancellationToken cancellationToken = default) => storage.RunAsync(async token =>
        await storage.HookRuns.Find(new BsonDocument("_id", Stored.Id(key))).FirstOrDefaultAsync(token).ConfigureAwait(false) is { } run
            ? new HookRun(run.Id("_id"), run["jobId"].AsString, run.Flag("success"), run.Text("error"), run["tries"].ToInt32(), run.Time("at")!.Value)
            : null, cancellationToken);

    public Task SaveAsync(HookRun run, CancellationToken cancellationToken = default)
    {
        var document = new BsonDocument
        {
            ["_id"] = Stored.Id(run.Key),
            ["jobId"] = run.JobId,
            ["success"] = run.Success,
            ["tries"] = run.Tries,
            ["at"] = Stored.Time(run.At),
        }.With("error", run.Error);
        return storage.RunAsync(async token =>
        {
            try
            {
                await storage.HookRuns.InsertOneAsync(document, options: null, token).ConfigureAwait(false);
                return true;
            }
            catch (MongoWriteException e) when (e.WriteError?.Code == MongoErrors.DuplicateKey)
            {
                // The first note stays.
                return false;
            }
        }, cancellationToken);
    }

    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken = default) =>
        Sweep.RunAsync(storage, storage.HookRuns, new BsonDocument("at", new BsonDocument("$lt", Stored.Time(before))), cancellationToken);
}
