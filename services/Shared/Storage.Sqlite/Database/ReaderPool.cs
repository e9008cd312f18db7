using System.Collections.Concurrent;
using FlowForge.Jobs;
using Microsoft.Data.Sqlite;

namespace FlowForge.Storage.Sqlite;

/// <summary>Read-only connections; in WAL mode they see the newest committed state and wait for nobody.</summary>
internal sealed class ReaderPool(Func<SqliteConnection> open, string path, int size) : IDisposable
{
    private readonly SemaphoreSlim _free = new(size);
    private readonly ConcurrentBag<SqliteStatements> _idle = [];
    private volatile bool _closed;

    public async Task<T> ReadAsync<T>(Func<SqliteStatements, T> statements, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_closed) throw new StorageException($"'{path}' is closed; nothing more can be read.");
            if (!_idle.TryTake(out var reader)) reader = new SqliteStatements(open());
            try
            {
                return statements(reader);
            }
            finally
            {
                _idle.Add(reader);
            }
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Explain(e, path);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        // Every place is taken first, so no read is cut off half-way; and none is given back, so none begins.
        _closed = true;
        for (var i = 0; i < size; i++) _free.Wait();
        foreach (var reader in _idle) reader.Dispose();
        _free.Release(size);
    }
}
