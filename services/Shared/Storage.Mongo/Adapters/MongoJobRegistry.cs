using System.Runtime.CompilerServices;
using FlowForge.Jobs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <inheritdoc cref="IJobRegistry" />
internal sealed class MongoJobRegistry(MongoStorage storage, TimeProvider clock) : IJobRegistry
{
    private const int Page = 500;
    private static readonly BsonDocument NewestFirst = BsonDocument.Parse("{ firstSeenAt: -1, _id: 1 }");
    private static readonly BsonDocument Held = BsonDocument.Parse("{ 'hold.at': { $exists: true } }");
    private static readonly BsonDocument LongestHeldFirst = BsonDocument.Parse("{ 'hold.at': 1, _id: 1 }");
    private static readonly BsonDocument ById = BsonDocument.Parse("{ _id: 1 }");

    private readonly JobHeartbeats _heartbeats = new(storage);
    private readonly JobLooks _looks = new(storage);

    public Task<JobRecord> ApplySubmittedAsync(JobSubmission submission, CancellationToken cancellationToken = default) =>
        ApplyAsync(submission.JobId, now => JobEventUpdates.Announced(submission, now), cancellationToken);

    public Task<JobRecord> ApplyStartedAsync(JobStart start, CancellationToken cancellationToken = default) =>
        ApplyAsync(start.JobId, now => JobEventUpdates.Announced(start, now), cancellationToken);

    public Task ApplyHeartbeatsAsync(IReadOnlyCollection<HeartbeatMark> marks, CancellationToken cancellationToken = default) =>
        marks.Count == 0 ? Task.CompletedTask : _heartbeats.ApplyAsync(marks, clock.Now(), cancellationToken);

    public Task<JobRecord> ApplyFinishedAsync(JobFinish finish, CancellationToken cancellationToken = default) =>
        ApplyAsync(finish.JobId, now => JobEventUpdates.Told(finish, now), cancellationToken);

    public async Task<JobRecord?> RequestTerminationAsync(JobId jobId, int attempt, int generation, DateTimeOffset at, string reason, CancellationToken cancellationToken = default) =>
        await ChangeAsync(Of(jobId, attempt), JobPipeline.Update(
        [
            .. JobUpdates.Terminate.With(("@generation", generation), ("@termination", JobDocument.Termination(at, reason))),
            .. JobUpdates.Compute.With(("@now", Stored.Time(clock.Now()))),
        ]), cancellationToken).ConfigureAwait(false);

    public Task<JobRecord?> BeginStepAsync(JobId jobId, int attempt, int generation, int step, CancellationToken cancellationToken = default) =>
        ChangeOrFindAsync(At(step, generation, Of(jobId, attempt)), new BsonDocument("$set", new BsonDocument("begunStep", step)), cancellationToken);

    public Task<JobRecord?> CompleteStepAsync(JobId jobId, int attempt, int generation, int step, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        var update = new BsonDocument("$set", new BsonDocument { ["nextStep"] = step + 1, ["lastStepAt"] = Stored.Time(at) });
        return ChangeOrFindAsync(At(step, generation, Of(jobId, attempt)), update, cancellationToken);
    }

    public Task<JobRecord?> MoveDeadlineAsync(JobId jobId, int attempt, int generation, DateTimeOffset timeoutAt, int nextStep, CancellationToken cancellationToken = default)
    {
        var standing = Of(jobId, attempt);
        standing["generation"] = generation;
        return ChangeOrFindAsync(standing, Moved(timeoutAt, nextStep, generation), cancellationToken);
    }

    public Task<JobRecord?> RequestExtensionAsync(JobId jobId, int attempt, JobExtension extension, CancellationToken cancellationToken = default) =>
        ChangeOrFindAsync(Extensible(extension.Generation, Of(jobId, attempt)), new BsonDocument("$set", new BsonDocument("extension", StoredJson.Write(extension))), cancellationToken);

    public Task<JobRecord?> ExtendAsync(JobId jobId, int attempt, JobExtension extension, int nextStep, CancellationToken cancellationToken = default)
    {
        var update = Moved(extension.To, nextStep, extension.Generation);
        update["$set"]["extension"] = StoredJson.Write(extension);
        return ChangeOrFindAsync(Extensible(extension.Generation, Of(jobId, attempt)), update, cancellationToken);
    }

    public Task<JobRecord> HoldAsync(JobId jobId, JobHold hold, CancellationToken cancellationToken = default) =>
        ApplyAsync(jobId, now => JobPipeline.Update(
        [
            .. JobUpdates.Hold.With(("@now", Stored.Time(now)), ("@hold", JobDocument.Hold(hold))),
            .. JobUpdates.Compute.With(("@now", Stored.Time(now))),
        ]), cancellationToken);

    public Task<JobRecord?> ReleaseHoldAsync(JobId jobId, CancellationToken cancellationToken = default) =>
        ChangeAsync(new BsonDocument("_id", jobId.Value), new BsonDocument("$unset", new BsonDocument("hold", 1)), cancellationToken);

    public async Task<IReadOnlyList<JobRecord>> ListHeldAsync(int limit, CancellationToken cancellationToken = default)
    {
        var found = await storage.RunAsync(
            token => storage.Jobs.Find(Held).Sort(LongestHeldFirst).Limit(limit).ToListAsync(token), cancellationToken).ConfigureAwait(false);
        return [.. found.Select(JobDocument.Read)];
    }

    public Task<JobRecord?> RecordCleanupAsync(JobId jobId, int attempt, IReadOnlyDictionary<string, CleanupProgress> progress, CancellationToken cancellationToken = default)
    {
        // A scope becomes the name of a field, so only the known ones may.
        if (progress.Keys.FirstOrDefault(scope => !CleanupScopes.All.Contains(scope)) is { } unknown)
            throw new ArgumentException($"'{DnsName.Printable(unknown)}' is no clean-up scope; there are {string.Join(", ", CleanupScopes.All)}.", nameof(progress));
        return ChangeOrFindAsync(Of(jobId, attempt), JobPipeline.Update(
        [
            .. progress.SelectMany(scope => JobUpdates.Cleanup(scope.Key).With(("@tries", scope.Value.Tries), ("@progress", JobDocument.Progress(scope.Value)))),
            .. JobUpdates.Compute.With(("@now", Stored.Time(clock.Now()))),
        ]), cancellationToken);
    }

    public Task<IReadOnlyList<JobRecord>> ListDueLooksAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        _looks.ListDueAsync(now, limit, cancellationToken);

    public Task RecordLooksAsync(IReadOnlyCollection<JobLook> looks, CancellationToken cancellationToken = default) =>
        looks.Count == 0 ? Task.CompletedTask : _looks.RecordAsync(looks, cancellationToken);

    public Task<SilenceCount> CountSilentAsync(CancellationToken cancellationToken = default) => _looks.CountAsync(cancellationToken);

    public async Task<JobRecord?> FindAsync(JobId jobId, CancellationToken cancellationToken = default) =>
        await FindAsync(new BsonString(jobId.Value), cancellationToken).ConfigureAwait(false) is { } job ? JobDocument.Read(job) : null;

    public async Task<IReadOnlySet<JobId>> WhichAreKnownAsync(IReadOnlyCollection<JobId> jobs, CancellationToken cancellationToken = default)
    {
        var these = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(jobs.Select(job => job.Value))));
        var found = await storage.RunAsync(
            token => storage.Jobs.Find(these).Project<BsonDocument>(ById).ToListAsync(token), cancellationToken).ConfigureAwait(false);
        return found.Select(job => JobId.Parse(job["_id"].AsString)).ToHashSet();
    }

    public async Task<DateTimeOffset?> NewestJobAtAsync(CancellationToken cancellationToken = default)
    {
        var newest = await storage.RunAsync(
            token => storage.Jobs.Find(new BsonDocument("announced", true)).Sort(NewestFirst).Limit(1).ToListAsync(token), cancellationToken).ConfigureAwait(false);
        return newest is [var job] ? job.Time("firstSeenAt") : null;
    }

    public async Task<IReadOnlyList<JobRecord>> ListAsync(JobQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 1_000, nameof(query));
        var matching = new BsonDocument("announced", true)
            .With("stage", query.Stage?.ToString())
            .With("organization", query.Organization)
            .With("jobType", query.JobType);
        var found = await storage.RunAsync(
            token => storage.Jobs.Find(matching).Sort(NewestFirst).Limit(query.Limit).ToListAsync(token), cancellationToken).ConfigureAwait(false);
        return [.. found.Select(JobDocument.Read)];
    }

    public async IAsyncEnumerable<JobRecord> ListUnsettledAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var unsettled = new BsonDocument { ["announced"] = true, ["settled"] = false };
        while (true)
        {
            var page = await storage.RunAsync(
                token => storage.Jobs.Find(unsettled).Sort(ById).Limit(Page).ToListAsync(token), cancellationToken).ConfigureAwait(false);
            foreach (var job in page) yield return JobDocument.Read(job);
            if (page.Count < Page) yield break;
            unsettled["_id"] = new BsonDocument("$gt", page[^1]["_id"]);
        }
    }

    public Task<int> ForgetAsync(DateTimeOffset cleanedBefore, DateTimeOffset unannouncedBefore, CancellationToken cancellationToken = default) =>
        JobSweep.RunAsync(storage, cleanedBefore, unannouncedBefore, cancellationToken);

    /// <summary>
    /// An event that may be the first that is heard of its job or attempt. Of two that are the first at once, DocumentDB keeps what both
    /// say, but answers each with what it said alone; then neither a start nor an end would see that the job has begun and ended. So
    /// an answer that may be such a one, for the document was first made in this moment, is read again.
    /// </summary>
    private async Task<JobRecord> ApplyAsync(JobId jobId, Func<DateTimeOffset, UpdateDefinition<BsonDocument>> updateAt, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var applied = JobDocument.Read(await UpsertAsync(jobId, updateAt(now), cancellationToken).ConfigureAwait(false));
        return applied.FirstSeenAt == now.ToStored() ? await FindAsync(jobId, cancellationToken).ConfigureAwait(false) ?? applied : applied;
    }

    private Task<BsonDocument> UpsertAsync(JobId jobId, UpdateDefinition<BsonDocument> update, CancellationToken cancellationToken) => storage.RunAsync(async token =>
    {
        var upsert = new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true, ReturnDocument = ReturnDocument.After };
        while (true)
        {
            try
            {
                return await storage.Jobs.FindOneAndUpdateAsync<BsonDocument>(new BsonDocument("_id", jobId.Value), update, upsert, token).ConfigureAwait(false);
            }
            catch (MongoCommandException e) when (e.Code == MongoErrors.DuplicateKey)
            {
                // Two were the first to hear of the job; the other made its document, so now there is one to update.
            }
        }
    }, cancellationToken);

    /// <summary>The record returned is the one this change made.</summary>
    private Task<JobRecord?> ChangeAsync(BsonDocument standing, UpdateDefinition<BsonDocument> update, CancellationToken cancellationToken) => storage.RunAsync(async token =>
        await storage.Jobs.FindOneAndUpdateAsync<BsonDocument>(
            standing, update, new FindOneAndUpdateOptions<BsonDocument> { ReturnDocument = ReturnDocument.After }, token).ConfigureAwait(false) is { } job
            ? JobDocument.Read(job)
            : null, cancellationToken);

    /// <summary>
    /// The record with the change, or as it stands without where the change does not apply. A record which shows that the change does
    /// apply by now would be taken for the changed one, so then it is tried again.
    /// </summary>
    private async Task<JobRecord?> ChangeOrFindAsync(BsonDocument standing, UpdateDefinition<BsonDocument> update, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ChangeAsync(standing, update, cancellationToken).ConfigureAwait(false) is { } changed) return changed;
            var job = await FindAsync(standing["_id"], cancellationToken).ConfigureAwait(false);
            if (job is null || standing.Any(field => job.GetValue(field.Name, BsonNull.Value) != field.Value)) return job is null ? null : JobDocument.Read(job);
        }
    }

    private Task<BsonDocument?> FindAsync(BsonValue id, CancellationToken cancellationToken) => storage.RunAsync(
        async token => (BsonDocument?)await storage.Jobs.Find(new BsonDocument("_id", id)).FirstOrDefaultAsync(token).ConfigureAwait(false), cancellationToken);

    /// <summary>The ladder stands at the step.</summary>
    private static BsonDocument At(int step, int generation, BsonDocument attempt)
    {
        attempt["generation"] = generation;
        attempt["nextStep"] = step;
        return attempt;
    }

    /// <summary>It runs, its deadline is that of the generation, and it was not told to end. (Null matches what is not there.)</summary>
    private static BsonDocument Extensible(int generation, BsonDocument attempt)
    {
        attempt["generation"] = generation;
        attempt["start"] = new BsonDocument("$ne", BsonNull.Value);
        attempt["end"] = attempt["termination"] = BsonNull.Value;
        return attempt;
    }

    private static BsonDocument Moved(DateTimeOffset timeoutAt, int nextStep, int generation) => new()
    {
        ["$set"] = new BsonDocument { ["timeoutAt"] = Stored.Time(timeoutAt), ["nextStep"] = nextStep, ["generation"] = generation + 1 },
        ["$unset"] = new BsonDocument { ["lastStepAt"] = 1, ["begunStep"] = 1 },
    };

    private static BsonDocument Of(JobId jobId, int attempt) => new() { ["_id"] = jobId.Value, ["attempt"] = attempt };
}
