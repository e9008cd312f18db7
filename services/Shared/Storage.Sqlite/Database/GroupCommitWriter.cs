using System.Threading.Channels;
using FlowForge.Jobs;
using Microsoft.Data.Sqlite;

namespace FlowForge.Storage.Sqlite;

/// <summary>
/// The only one who writes. What arrives while a transaction is being made durable shares the next one, so the disk is asked
/// once for many callers; a caller hears of success only after COMMIT. docs/decisions/0003-sqlite-and-mongodb-behind-one-port.md
/// </summary>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    private readonly SqliteStatements _statements;
    private readonly string _path;
    private readonly int _maxBatch;
    private readonly Channel<WriteOperation> _queue;
    private readonly Task _drained;

    public GroupCommitWriter(SqliteStatements statements, string path, int maxBatch, int queueLength)
    {
        (_statements, _path, _maxBatch) = (statements, path, maxBatch);
        _queue = Channel.CreateBounded<WriteOperation>(new BoundedChannelOptions(queueLength) { SingleReader = true });
        // A thread of its own: SQLite and the disk block, and the pool of a small machine has few threads.
        _drained = Task.Factory.StartNew(Drain, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public async Task<T> WriteAsync<T>(Func<SqliteStatements, T> statements, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new WriteOperation<T>(statements);
        try
        {
            await _queue.Writer.WriteAsync(operation, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw new StorageException($"'{_path}' is closed; nothing more can be written.", e);
        }
        await using var registration = cancellationToken.Register(() => operation.Cancel(cancellationToken)).ConfigureAwait(false);
        return await operation.Task.ConfigureAwait(false);
    }

    /// <summary>Writes what was accepted, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _drained.ConfigureAwait(false);
        _statements.Dispose();
    }

    private void Drain()
    {
        var batch = new List<WriteOperation>(_maxBatch);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < _maxBatch && _queue.Reader.TryRead(out var operation))
                if (operation.TryTake())
                    batch.Add(operation);
            if (batch.Count > 0) Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<WriteOperation> batch)
    {
        var failures = new Dictionary<WriteOperation, Exception>();
        Exception? failed = null;
        try
        {
            _statements.Execute("BEGIN IMMEDIATE");
            foreach (var operation in batch)
                if (ExecuteAlone(operation) is { } failure)
                    failures.Add(operation, failure);
            _statements.Execute("COMMIT");
        }
#pragma warning disable CA1031 // Whatever it is, the callers must hear of it and the writer must go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failed = Explained(e);
            RollBack();
        }
        foreach (var operation in batch)
        {
            if (failures.GetValueOrDefault(operation) is { } failure) operation.Fail(failure);
            else if (failed is not null) operation.Fail(failed);
            else operation.Succeed();
        }
    }

    /// <summary>Null where it succeeded; throws where the whole transaction is gone.</summary>
    private Exception? ExecuteAlone(WriteOperation operation)
    {
        _statements.Execute("SAVEPOINT operation");
        try
        {
            operation.Execute(_statements);
            _statements.Execute("RELEASE operation");
            return null;
        }
#pragma warning disable CA1031 // A failing operation must not take its neighbours with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // A full or failing disk makes SQLite roll back everything; what was executed before is then as lost as this.
            if (!_statements.IsInTransaction) throw;
            _statements.Execute("ROLLBACK TO operation");
            _statements.Execute("RELEASE operation");
            return Explained(e);
        }
    }

    private void RollBack()
    {
        try
        {
            if (_statements.IsInTransaction) _statements.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // The next BEGIN says the same again, to callers who can be told.
        }
    }

    private Exception Explained(Exception e) => e is SqliteException sqlite ? SqliteErrors.Explain(sqlite, _path) : e;
}
