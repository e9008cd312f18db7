using FlowForge.Jobs;

namespace FlowForge.Storage.Sqlite;

/// <inheritdoc cref="ILeaseStore" />
internal sealed class SqliteLeaseStore(SqliteDatabase database) : ILeaseStore
{
    private const string Acquire = """
        INSERT INTO leases (name, owner, until) VALUES (@name, @owner, @until)
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
        WHERE leases.owner = excluded.owner OR leases.until <= @now
        """;

    private const string Release = "DELETE FROM leases WHERE name = @name AND owner = @owner";

    public Task<bool> TryAcquireAsync(string name, string owner, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        database.WriteAsync(s => s.Execute(Acquire, ("@name", name), ("@owner", owner), ("@until", until), ("@now", now)) == 1, cancellationToken);

    public Task ReleaseAsync(string name, string owner, CancellationToken cancellationToken = default) =>
        database.WriteAsync(s => s.Execute(Release, ("@name", name), ("@owner", owner)), cancellationToken);
}
