using FlowForge.Jobs;
using Microsoft.Data.Sqlite;

namespace FlowForge.Storage.Sqlite;

/// <inheritdoc cref="ITimerLedger" />
internal sealed class SqliteTimerLedger(SqliteDatabase database) : ITimerLedger
{
    private const string Columns = "token, due_at, destination, payload_type, payload";

    internal const string Store = """
        INSERT INTO timers (token, version, due_at, destination, payload_type, payload)
        VALUES (@token, @version, @due, @destination, @type, @payload)
        ON CONFLICT (token) DO UPDATE SET version = excluded.version, due_at = excluded.due_at, destination = excluded.destination,
            payload_type = excluded.payload_type, payload = excluded.payload, owner = NULL, leased_until = NULL
        WHERE version <> excluded.version
        """;

    internal const string Cancel = "DELETE FROM timers WHERE token = @token";
    internal const string Complete = "DELETE FROM timers WHERE token = @token AND version = @version";

    // What ran out is free again before anything is taken, so that one index in order of due time shows all that is free.
    internal const string Expire = "UPDATE timers SET owner = NULL, leased_until = NULL WHERE owner IS NOT NULL AND leased_until <= @now";

    internal const string Lease = $"""
        UPDATE timers SET owner = @owner, leased_until = @until
        WHERE rowid IN (SELECT rowid FROM timers WHERE owner IS NULL AND due_at < @before ORDER BY due_at, token LIMIT @limit)
        RETURNING {Columns}
        """;

    internal const string IsHeld = "SELECT 1 FROM timers WHERE token = @token AND version = @version AND owner = @owner";

    // Walks over what is held by anyone: no more than a look-ahead window, and only at a shutdown.
    internal const string ReleaseAll = "UPDATE timers INDEXED BY timers_held SET owner = NULL, leased_until = NULL WHERE owner = @owner";

    internal const string ReleaseOne = "UPDATE timers SET owner = NULL, leased_until = NULL WHERE token = @token AND owner = @owner";
    // No more than a look-ahead window is held.
    internal const string Holders = "SELECT DISTINCT owner FROM timers INDEXED BY timers_held WHERE owner IS NOT NULL ORDER BY owner";

    internal const string Find = $"SELECT {Columns} FROM timers WHERE token = @token";
    internal const string List = $"SELECT {Columns} FROM timers WHERE token > @after ORDER BY token LIMIT @limit";
    internal const string Count = "SELECT count(*) FROM timers";

    public Task StoreAsync(IReadOnlyCollection<TimerEntry> entries, CancellationToken cancellationToken = default) =>
        EachAsync(entries, (s, entry) => s.Execute(Store, ("@token", entry.Token), ("@version", entry.Version), ("@due", entry.DueAt),
            ("@destination", entry.Destination.OriginalString), ("@type", StoredJson.Write(entry.PayloadType)), ("@payload", entry.Payload)), cancellationToken);

    public Task CancelAsync(IReadOnlyCollection<Guid> tokens, CancellationToken cancellationToken = default) =>
        EachAsync(tokens, (s, token) => s.Execute(Cancel, ("@token", token)), cancellationToken);

    public async Task<IReadOnlyList<TimerEntry>> LeaseAsync(string owner, DateTimeOffset now, DateTimeOffset dueBefore, DateTimeOffset leaseUntil, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var leased = await database.WriteAsync(s =>
        {
            s.Execute(Expire, ("@now", now));
            return s.Query(Lease, Read, ("@owner", owner), ("@until", leaseUntil), ("@before", dueBefore), ("@limit", limit));
        }, cancellationToken).ConfigureAwait(false);
        // RETURNING promises no order.
        return [.. leased.OrderBy(entry => entry.DueAt).ThenBy(entry => entry.Token)];
    }

    public Task<bool> IsHeldAsync(string owner, Guid token, Guid version, CancellationToken cancellationToken = default) =>
        database.ReadAsync(s => s.First(IsHeld, _ => true, ("@owner", owner), ("@token", token), ("@version", version)), cancellationToken);

    public Task CompleteAsync(IReadOnlyCollection<TimerEntry> delivered, CancellationToken cancellationToken = default) =>
        EachAsync(delivered, (s, entry) => s.Execute(Complete, ("@token", entry.Token), ("@version", entry.Version)), cancellationToken);

    public Task ReleaseAsync(string owner, Guid? token = null, CancellationToken cancellationToken = default) =>
        database.WriteAsync(s => token is { } one
            ? s.Execute(ReleaseOne, ("@owner", owner), ("@token", one))
            : s.Execute(ReleaseAll, ("@owner", owner)), cancellationToken);

    public async Task<IReadOnlyList<string>> HoldersAsync(CancellationToken cancellationToken = default) =>
        await database.ReadAsync(s => s.Query(Holders, row => row.GetString(0)), cancellationToken).ConfigureAwait(false);

    public Task<TimerEntry?> FindAsync(Guid token, CancellationToken cancellationToken = default) =>
        database.ReadAsync(s => s.First(Find, Read, ("@token", token)), cancellationToken);

    public async Task<IReadOnlyList<TimerEntry>> ListAsync(Guid after, int limit, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(s => s.Query(List, Read, ("@after", after), ("@limit", limit)), cancellationToken).ConfigureAwait(false);

    public Task<long> CountAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync(s => s.First(Count, row => row.GetInt64(0)), cancellationToken);

    private Task EachAsync<T>(IReadOnlyCollection<T> items, Action<SqliteStatements, T> statement, CancellationToken cancellationToken) =>
        items.Count == 0 ? Task.CompletedTask : database.WriteAsync(s =>
        {
            foreach (var item in items) statement(s, item);
            return items.Count;
        }, cancellationToken);

    private static TimerEntry Read(SqliteDataReader row) => new()
    {
        Token = row.Id(0),
        DueAt = row.Time(1)!.Value,
        Destination = new Uri(row.GetString(2), UriKind.RelativeOrAbsolute),
        PayloadType = StoredJson.Read<string[]>(row.GetString(3)),
        Payload = row.GetString(4),
    };
}
