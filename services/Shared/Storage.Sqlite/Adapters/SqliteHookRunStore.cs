using FlowForge.Jobs;

namespace FlowForge.Storage.Sqlite;

/// <inheritdoc cref="IHookRunStore" />
internal sealed class SqliteHookRunStore(SqliteDatabase database) : IHookRunStore
{
    private const string Save = """
        INSERT INTO hook_runs (key, job_id, success, error, tries, at) VALUES (@key, @job, @success, @error, @tries, @at)
        ON CONFLICT (key) DO NOTHING
        """;

    private const string Find = "SELECT key, job_id, success, error, tries, at FROM hook_runs WHERE key = @key";

    internal const string Forget = "DELETE FROM hook_runs WHERE rowid IN (SELECT rowid FROM hook_runs WHERE at < @before LIMIT @limit)";

    public Task<HookRun?> FindAsync(Guid key, CancellationToken cancellationToken = default) =>
        database.ReadAsync(s => s.First(Find, row => new HookRun(
            row.Id(0), row.GetString(1), row.GetBoolean(2), row.Text(3), row.GetInt32(4), row.Time(5)!.Value), ("@key", key)), cancellationToken);

    public Task SaveAsync(HookRun run, CancellationToken cancellationToken = default) =>
        database.WriteAsync(s => s.Execute(Save, ("@key", run.Key), ("@job", run.JobId), ("@success", run.Success), ("@error", run.Error),
            ("@tries", run.Tries), ("@at", run.At)), cancellationToken);

    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken = default) => Sweep.RunAsync(database, Forget, before, cancellationToken);
}
