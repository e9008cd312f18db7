using System.Runtime.CompilerServices;
using System.Text.Json;
using FlowForge.Jobs;

namespace FlowForge.Storage.Sqlite;

/// <inheritdoc cref="IJobRegistry" />
internal sealed class SqliteJobRegistry(SqliteDatabase database, TimeProvider clock) : IJobRegistry
{
    private const int Page = 500;

    public Task<JobRecord> ApplySubmittedAsync(JobSubmission submission, CancellationToken cancellationToken = default) =>
        ApplyAsync(submission.JobId, submission.Attempt, s => s.Execute(
            JobStatements.Submit, ("@job", submission.JobId.Value), ("@attempt", submission.Attempt), ("@at", submission.SubmittedAt),
            ("@fingerprint", StoredJson.FingerprintOf(submission.Profile, null)), ("@profile", StoredJson.Write(submission.Profile))), cancellationToken);

    public Task<JobRecord> ApplyStartedAsync(JobStart start, CancellationToken cancellationToken = default) =>
        ApplyAsync(start.JobId, start.Attempt, s => s.Execute(
            JobStatements.Start, ("@job", start.JobId.Value), ("@attempt", start.Attempt), ("@at", start.StartedAt),
            ("@fingerprint", StoredJson.FingerprintOf(start.Profile, start.Note)), ("@profile", StoredJson.Write(start.Profile)),
            ("@note", start.Note), ("@timeout", (long)start.Profile.Policy.Timeout.TotalMilliseconds), ("@silence", (long?)start.Profile.Policy.HeartbeatTimeout?.TotalMilliseconds)), cancellationToken);

    public Task ApplyHeartbeatsAsync(IReadOnlyCollection<HeartbeatMark> marks, CancellationToken cancellationToken = default)
    {
        var now = clock.Now();
        return marks.Count == 0 ? Task.CompletedTask : database.WriteAsync(s =>
        {
            foreach (var mark in marks)
            {
                switch (JobAttempts.Open(s, mark.JobId, mark.Attempt, announces: false, now))
                {
                    case AttemptStanding.Current:
                        JobAttempts.Beat(s, mark);
                        JobAttempts.Absorb(s, mark.JobId, mark.Attempt, announces: false);
                        break;
                    case AttemptStanding.Early:
                        JobAttempts.KeepEarly(s, mark, now);
                        break;
                }
            }

            return marks.Count;
        }, cancellationToken);
    }

    public async Task<JobRecord> ApplyFinishedAsync(JobFinish finish, CancellationToken cancellationToken = default)
    {
        var now = clock.Now();
        var job = await ChangeAsync(finish.JobId, s =>
        {
            switch (JobAttempts.Open(s, finish.JobId, finish.Attempt, announces: false, now))
            {
                case AttemptStanding.Current:
                    JobAttempts.Finish(s, finish);
                    JobAttempts.Absorb(s, finish.JobId, finish.Attempt, announces: false);
                    Settle(s, finish.JobId, finish.Attempt);
                    break;
                case AttemptStanding.Early:
                    JobAttempts.KeepEarly(s, finish, now);
                    break;
            }
        }, cancellationToken).ConfigureAwait(false);
        return job!;
    }

    public async Task<JobRecord?> RequestTerminationAsync(JobId jobId, int attempt, int generation, DateTimeOffset at, string reason, CancellationToken cancellationToken = default) =>
        await ChangeAsync(jobId, s => s.Execute(
            JobStatements.Terminate, ("@job", jobId.Value), ("@attempt", attempt), ("@generation", generation), ("@at", at), ("@reason", reason)), cancellationToken).ConfigureAwait(false)
        is { } job && job.Attempt == attempt ? job : null;

    public Task<JobRecord?> BeginStepAsync(JobId jobId, int attempt, int generation, int step, CancellationToken cancellationToken = default) =>
        ChangeAsync(jobId, s => s.Execute(
            JobStatements.BeginStep, ("@job", jobId.Value), ("@attempt", attempt), ("@generation", generation), ("@step", step)), cancellationToken);

    public Task<JobRecord?> CompleteStepAsync(JobId jobId, int attempt, int generation, int step, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        ChangeAsync(jobId, s => s.Execute(
            JobStatements.CompleteStep, ("@job", jobId.Value), ("@attempt", attempt), ("@generation", generation), ("@step", step), ("@at", at)), cancellationToken);

    public Task<JobRecord?> MoveDeadlineAsync(JobId jobId, int attempt, int generation, DateTimeOffset timeoutAt, int nextStep, CancellationToken cancellationToken = default) =>
        ChangeAsync(jobId, s => s.Execute(
            JobStatements.MoveDeadline, ("@job", jobId.Value), ("@attempt", attempt), ("@generation", generation), ("@at", timeoutAt), ("@step", nextStep)), cancellationToken);

    public Task<JobRecord?> RequestExtensionAsync(JobId jobId, int attempt, JobExtension extension, CancellationToken cancellationToken = default) =>
        ChangeAsync(jobId, s => s.Execute(
            JobStatements.RequestExtension, ("@job", jobId.Value), ("@attempt", attempt), ("@generation", extension.Generation), ("@extension", StoredJson.Write(extension))), cancellationToken);

    public Task<JobRecord?> ExtendAsync(JobId jobId, int attempt, JobExtension extension, int nextStep, CancellationToken cancellationToken = default) =>
        ChangeAsync(jobId, s => s.Execute(
            JobStatements.Extend, ("@job", jobId.Value), ("@attempt", attempt), ("@generation", extension.Generation), ("@at", extension.To), ("@step", nextStep),
            ("@extension", StoredJson.Write(extension))), cancellationToken);

    public async Task<JobRecord> HoldAsync(JobId jobId, JobHold hold, CancellationToken cancellationToken = default)
    {
        var now = clock.Now();
        var job = await ChangeAsync(jobId, s => s.Execute(
            JobStatements.Hold, ("@job", jobId.Value), ("@now", now), ("@at", hold.At), ("@by", hold.By), ("@reason", hold.Reason)), cancellationToken).ConfigureAwait(false);
        return job!;
    }

    public Task<JobRecord?> ReleaseHoldAsync(JobId jobId, CancellationToken cancellationToken = default) =>
        ChangeAsync(jobId, s => s.Execute(JobStatements.ReleaseHold, ("@job", jobId.Value)), cancellationToken);

    public async Task<IReadOnlyList<JobRecord>> ListHeldAsync(int limit, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(s => s.Query(JobStatements.Held, JobRow.Read, ("@limit", limit)), cancellationToken).ConfigureAwait(false);

    public Task<JobRecord?> RecordCleanupAsync(JobId jobId, int attempt, IReadOnlyDictionary<string, CleanupProgress> progress, CancellationToken cancellationToken = default)
    {
        // A scope becomes part of a JSON path, so only the known ones may.
        if (progress.Keys.FirstOrDefault(scope => !CleanupScopes.All.Contains(scope)) is { } unknown)
            throw new ArgumentException($"'{DnsName.Printable(unknown)}' is no clean-up scope; there are {string.Join(", ", CleanupScopes.All)}.", nameof(progress));
        return ChangeAsync(jobId, s =>
        {
            foreach (var (scope, state) in progress)
                s.Execute(JobStatements.Cleanup, ("@job", jobId.Value), ("@attempt", attempt), ("@scope", scope), ("@tries", state.Tries),
                    ("@progress", StoredJson.Write(state with { DoneAt = state.DoneAt?.ToStored(), NextTryAt = state.NextTryAt?.ToStored() })));
            Settle(s, jobId, attempt);
        }, cancellationToken);
    }

    public async Task<IReadOnlyList<JobRecord>> ListDueLooksAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(s => s.Query(JobStatements.DueLooks, JobRow.Read, ("@now", now), ("@limit", limit)), cancellationToken).ConfigureAwait(false);

    public Task RecordLooksAsync(IReadOnlyCollection<JobLook> looks, CancellationToken cancellationToken = default) =>
        looks.Count == 0 ? Task.CompletedTask : database.WriteAsync(s =>
        {
            foreach (var look in looks)
                s.Execute(JobStatements.Look, ("@job", look.JobId.Value), ("@attempt", look.Attempt), ("@next", look.NextAt),
                    ("@silence", look.Silence is { } silence ? StoredJson.Write(silence.ToStored()) : null));
            return looks.Count;
        }, cancellationToken);

    public Task<SilenceCount> CountSilentAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync(s => s.Query(JobStatements.CountSilent, row => new SilenceCount(row.GetInt32(0), row.GetInt32(1)))[0], cancellationToken);

    public Task<JobRecord?> FindAsync(JobId jobId, CancellationToken cancellationToken = default) =>
        database.ReadAsync(s => Find(s, jobId), cancellationToken);

    public async Task<IReadOnlySet<JobId>> WhichAreKnownAsync(IReadOnlyCollection<JobId> jobs, CancellationToken cancellationToken = default) =>
        (await database.ReadAsync(s => s.Query(JobStatements.Known, row => JobId.Parse(row.GetString(0)),
            ("@jobs", JsonSerializer.Serialize(jobs.Select(job => job.Value)))), cancellationToken).ConfigureAwait(false)).ToHashSet();

    public Task<DateTimeOffset?> NewestJobAtAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync(s => s.First(JobStatements.Newest, row => row.Time(0)), cancellationToken);

    public async Task<IReadOnlyList<JobRecord>> ListAsync(JobQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 1_000, nameof(query));
        var filters = new List<(string, object?)> { ("@limit", query.Limit) };
        if (query.Stage is { } stage) filters.Add(("@stage", stage.ToString()));
        if (query.Organization is { } organization) filters.Add(("@organization", organization));
        if (query.JobType is { } type) filters.Add(("@type", type));
        var sql = JobStatements.List(query.Stage is not null, query.Organization is not null, query.JobType is not null);
        return await database.ReadAsync(s => s.Query(sql, JobRow.Read, [.. filters]), cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<JobRecord> ListUnsettledAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var after = "";
        while (true)
        {
            var from = after;
            var page = await database.ReadAsync(s => s.Query(JobStatements.UnsettledPage, JobRow.Read, ("@after", from), ("@limit", Page)), cancellationToken).ConfigureAwait(false);
            foreach (var job in page) yield return job;
            if (page.Count < Page) yield break;
            after = page[^1].JobId.Value;
        }
    }

    public async Task<int> ForgetAsync(DateTimeOffset cleanedBefore, DateTimeOffset unannouncedBefore, CancellationToken cancellationToken = default) =>
        await Sweep.RunAsync(database, JobStatements.ForgetSettled, cleanedBefore, cancellationToken).ConfigureAwait(false)
        + await Sweep.RunAsync(database, JobStatements.ForgetUnannounced, unannouncedBefore, cancellationToken).ConfigureAwait(false)
        + await Sweep.RunAsync(database, JobStatements.ForgetEarlyEvents, unannouncedBefore, cancellationToken).ConfigureAwait(false);

    /// <summary>An announcement: it may be the first that is heard of its job or attempt.</summary>
    private async Task<JobRecord> ApplyAsync(JobId jobId, int attempt, Action<SqliteStatements> change, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var job = await ChangeAsync(jobId, s =>
        {
            if (JobAttempts.Open(s, jobId, attempt, announces: true, now) != AttemptStanding.Current) return;
            change(s);
            JobAttempts.Absorb(s, jobId, attempt, announces: true);
            Settle(s, jobId, attempt);
        }, cancellationToken).ConfigureAwait(false);
        return job!;
    }

    /// <summary>All in one operation, so that the record returned is the one this change made.</summary>
    private Task<JobRecord?> ChangeAsync(JobId jobId, Action<SqliteStatements> change, CancellationToken cancellationToken) =>
        database.WriteAsync(s =>
        {
            change(s);
            return Find(s, jobId);
        }, cancellationToken);

    private void Settle(SqliteStatements s, JobId jobId, int attempt) =>
        s.Execute(JobStatements.Settle, ("@job", jobId.Value), ("@attempt", attempt), ("@now", clock.Now()));

    private static JobRecord? Find(SqliteStatements s, JobId jobId) => s.First(JobStatements.Find, JobRow.Read, ("@job", jobId.Value));
}
