using System.Text.Json;
using FlowForge.Jobs;
using Microsoft.Data.Sqlite;

namespace FlowForge.Storage.Sqlite;

/// <inheritdoc cref="IOrphanStore" />
internal sealed class SqliteOrphanStore(SqliteDatabase database) : IOrphanStore
{
    public async Task<IReadOnlyList<Orphan>> FindOpenAsync(IReadOnlyCollection<Guid> keys, CancellationToken cancellationToken = default) =>
        keys.Count == 0 ? [] : await QueryAsync(OrphanStatements.FindOpen, cancellationToken, ("@keys", JsonSerializer.Serialize(keys))).ConfigureAwait(false);

    public Task SaveAsync(IReadOnlyCollection<Orphan> orphans, CancellationToken cancellationToken = default) =>
        orphans.Count == 0 ? Task.CompletedTask : database.WriteAsync(s =>
        {
            foreach (var orphan in orphans)
                s.Execute(OrphanStatements.Save, ("@id", orphan.Id), ("@key", orphan.Resource.Key), ("@kind", orphan.Resource.Kind), ("@job", orphan.Resource.JobId.Value),
                    ("@state", (int)orphan.State), ("@seen", orphan.LastSeenAt), ("@undo", orphan.UndoUntil), ("@settled", orphan.SettledAt),
                    ("@requested", orphan.RestoreRequestedAt), ("@by", orphan.RestoreRequestedBy), ("@error", orphan.Error), ("@body", StoredJson.Write(orphan)));
            return orphans.Count;
        }, cancellationToken);

    public Task<Orphan?> FindAsync(Guid id, CancellationToken cancellationToken = default) =>
        database.ReadAsync(s => s.First(OrphanStatements.Find, Read, ("@id", id)), cancellationToken);

    public Task<IReadOnlyList<Orphan>> ListAsync(OrphanQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 1_000, nameof(query));
        var filters = new List<(string, object?)> { ("@limit", query.Limit) };
        if (query.Kind is { } kind) filters.Add(("@kind", kind));
        if (query.State is { } state) filters.Add(("@state", (int)state));
        if (query.JobId is { } job) filters.Add(("@job", job));
        return QueryAsync(OrphanStatements.List(query.Kind is not null, query.State is not null, query.JobId is not null), cancellationToken, [.. filters]);
    }

    public Task<IReadOnlyList<Orphan>> ListOpenAsync(string kind, Guid after, int limit, CancellationToken cancellationToken = default) =>
        QueryAsync(OrphanStatements.ListOpen, cancellationToken, ("@kind", kind), ("@after", after), ("@limit", limit));

    public Task<int> ForgetUnseenAsync(string kind, DateTimeOffset since, CancellationToken cancellationToken = default) =>
        database.WriteAsync(s => s.Execute(OrphanStatements.ForgetUnseen, ("@kind", kind), ("@since", since)), cancellationToken);

    public async Task<bool> RequestRestoreAsync(Guid id, DateTimeOffset at, string by, CancellationToken cancellationToken = default) =>
        await database.WriteAsync(s => s.Execute(OrphanStatements.RequestRestore, ("@id", id), ("@at", at), ("@by", by)), cancellationToken).ConfigureAwait(false) == 1;

    public Task<IReadOnlyList<Orphan>> ListToRestoreAsync(int limit, CancellationToken cancellationToken = default) =>
        QueryAsync(OrphanStatements.ToRestore, cancellationToken, ("@limit", limit));

    public Task<IReadOnlyList<Orphan>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        QueryAsync(OrphanStatements.Expired, cancellationToken, ("@now", now), ("@limit", limit));

    public Task SaveScanAsync(OrphanScan scan, CancellationToken cancellationToken = default) =>
        database.WriteAsync(s => s.Execute(OrphanStatements.SaveScan, ("@id", scan.Id), ("@requested", scan.RequestedAt), ("@finished", scan.FinishedAt), ("@body", StoredJson.Write(scan))), cancellationToken);

    public Task<OrphanScan?> FindScanAsync(Guid id, CancellationToken cancellationToken = default) =>
        database.ReadAsync(s => s.First(OrphanStatements.FindScan, ReadScan, ("@id", id)), cancellationToken);

    public async Task<IReadOnlyList<OrphanScan>> ListScansAsync(bool finished, int limit, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(s => s.Query(finished ? OrphanStatements.Finished : OrphanStatements.Unfinished, ReadScan, ("@limit", limit)), cancellationToken).ConfigureAwait(false);

    public async Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken = default) =>
        await Sweep.RunAsync(database, OrphanStatements.ForgetSettled, before, cancellationToken).ConfigureAwait(false)
        + await Sweep.RunAsync(database, OrphanStatements.ForgetScans, before, cancellationToken).ConfigureAwait(false);

    private async Task<IReadOnlyList<Orphan>> QueryAsync(string sql, CancellationToken cancellationToken, params (string, object?)[] values) =>
        await database.ReadAsync(s => s.Query(sql, Read, values), cancellationToken).ConfigureAwait(false);

    /// <summary>What can be changed beside the body counts more than the body.</summary>
    private static Orphan Read(SqliteDataReader row) =>
        StoredJson.Read<Orphan>(row.GetString(0)) with { RestoreRequestedAt = row.Time(1), RestoreRequestedBy = row.Text(2), Error = row.Text(3) };

    private static OrphanScan ReadScan(SqliteDataReader row) => StoredJson.Read<OrphanScan>(row.GetString(0));
}
