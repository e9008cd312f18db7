using FlowForge.Jobs;
using FlowForge.Storage.Sqlite;

namespace FlowForge.Storage.Tests.Sqlite;

public sealed class When_operations_share_a_transaction : IAsyncLifetime
{
    private readonly SqliteStore _store = new(configure: options => options.MaxBatch = 100);
    private readonly ManualResetEventSlim _gate = new();

    private SqliteDatabase Database => _store.Database;

    public async ValueTask InitializeAsync() => await Database.WriteAsync(s => s.Execute("CREATE TABLE t (x INTEGER PRIMARY KEY, y TEXT)"), default);

    public async ValueTask DisposeAsync()
    {
        _gate.Set();
        await _store.DisposeAsync();
        _gate.Dispose();
    }

    [Fact]
    public async Task Should_fail_only_the_operation_that_failed()
    {
        await HoldTheWriter();
        var before = Insert(1);
        var half = Database.WriteAsync(s => s.Execute("INSERT INTO t (x) VALUES (2)") + s.Execute("INSERT INTO t (x) VALUES (1)"), default);
        var thrown = Database.WriteAsync<int>(s => throw new InvalidOperationException($"after {s.Execute("INSERT INTO t (x) VALUES (3)")}"), default);
        var after = Insert(4);
        _gate.Set();
        await Task.WhenAll(before, after);
        await Assert.ThrowsAsync<StorageException>(() => half);
        await Assert.ThrowsAsync<InvalidOperationException>(() => thrown);
        Assert.Equal([1, 4], await Rows());
    }

    [Fact]
    public async Task Should_share_one_commit_among_those_who_wait_together()
    {
        await HoldTheWriter();
        var inserts = Enumerable.Range(1, 50).Select(Insert).ToList();
        // Another connection sees nothing of a transaction before its commit; so this one, last in the batch, sees what came before the batch.
        var seenFromOutside = Database.WriteAsync(_ => Rows().GetAwaiter().GetResult().Count, default);
        _gate.Set();
        await Task.WhenAll(inserts);
        Assert.Equal(0, await seenFromOutside);
        Assert.Equal(50, (await Rows()).Count);
    }

    [Fact]
    public async Task Should_not_write_what_was_cancelled_before_it_was_picked_up()
    {
        using var cancellation = new CancellationTokenSource();
        await HoldTheWriter();
        var cancelled = Database.WriteAsync(s => s.Execute("INSERT INTO t (x) VALUES (1)"), cancellation.Token);
        var kept = Insert(2);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        _gate.Set();
        await kept;
        Assert.Equal([2], await Rows());
    }

    [Fact]
    public async Task Should_say_success_for_what_was_picked_up_before_it_was_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        using var started = new ManualResetEventSlim();
        var running = Database.WriteAsync(
            s =>
            {
                started.Set();
                _gate.Wait();
                return s.Execute("INSERT INTO t (x) VALUES (1)");
            },
            cancellation.Token);
        await Task.Run(started.Wait);
        await cancellation.CancelAsync();
        _gate.Set();
        Assert.Equal(1, await running);
        Assert.Equal([1], await Rows());
    }

    [Fact]
    public async Task Should_write_what_was_accepted_before_closing()
    {
        using var folder = new TemporaryFolder();
        var closing = new SqliteStore(folder: folder.Path);
        await closing.Database.WriteAsync(s => s.Execute("CREATE TABLE t (x)"), default);
        var writes = Enumerable.Range(0, 500).Select(i => closing.Database.WriteAsync(s => s.Execute("INSERT INTO t VALUES (@x)", ("@x", i)), default)).ToList();
        await closing.DisposeAsync();
        await Task.WhenAll(writes);
        await using var again = new SqliteStore(folder: folder.Path);
        Assert.Equal(500, await again.Database.ReadAsync(s => s.First("SELECT count(*) FROM t", row => row.GetInt32(0)), default));
    }

    [Fact]
    public async Task Should_fail_all_and_go_on_when_the_disk_is_full()
    {
        // The limit on pages stands for the disk: SQLite answers SQLITE_FULL to both, and may roll back the whole transaction.
        var pages = await Database.WriteAsync(s => s.First("PRAGMA page_count", row => row.GetInt64(0)), default);
        await Database.WriteAsync(s => s.Query($"PRAGMA max_page_count = {pages + 2}", row => row.GetInt64(0)), default);
        await HoldTheWriter();
        var small = Insert(1);
        var big = Database.WriteAsync(s => s.Execute("INSERT INTO t VALUES (2, @y)", ("@y", new string('x', 1_000_000))), default);
        _gate.Set();
        var failure = await Assert.ThrowsAsync<StorageException>(() => big);
        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
        // Acknowledged if and only if it is there.
        var acknowledged = await small.ContinueWith(task => task.IsCompletedSuccessfully, TaskScheduler.Default);
        Assert.Equal(acknowledged ? [1] : [], await Rows());
        await Insert(3);
        Assert.Contains(3, await Rows());
    }

    /// <summary>Holds the writer inside a batch of its own, so that what is written next waits together.</summary>
    private async Task HoldTheWriter()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Database.WriteAsync(_ =>
        {
            held.SetResult();
            _gate.Wait();
            return 0;
        }, default);
        await held.Task;
    }

    private Task<int> Insert(int x) => Database.WriteAsync(s => s.Execute("INSERT INTO t (x) VALUES (@x)", ("@x", x)), default);

    private Task<List<int>> Rows() => Database.ReadAsync(s => s.Query("SELECT x FROM t ORDER BY x", row => row.GetInt32(0)), default);
}
