using FlowForge.Jobs;
using Microsoft.Data.Sqlite;

namespace FlowForge.Storage.Sqlite;

/// <summary>The one file of the embedded mode: one writer with group commit, several readers, one server.</summary>
public sealed class SqliteDatabase : IAsyncDisposable, IDisposable
{
    /// <summary>The file's name within <see cref="SqliteOptions.DataFolder"/>.</summary>
    public const string FileName = "flowforge.db";

    private readonly SqliteOptions _options;
    private readonly string _path;
    private readonly Lock _opening = new();
    private FolderLock? _lock;
    private GroupCommitWriter? _writer;
    private ReaderPool? _readers;

    public SqliteDatabase(SqliteOptions options)
    {
        _options = options;
        _path = Path.Combine(Path.GetFullPath(options.DataFolder), FileName);
    }

    /// <summary>Locks the folder, opens the file and brings it to the newest schema. Already open is no error.</summary>
    /// <exception cref="StorageException">It cannot be used; the message says why and what to do.</exception>
    public void Open()
    {
        lock (_opening)
        {
            if (_writer is not null) return;
            var folderLock = FolderLock.Take(Path.GetDirectoryName(_path)!);
            SqliteConnection? connection = null;
            try
            {
                connection = Connect(SqliteOpenMode.ReadWriteCreate);
                // FULL: acknowledged means on the disk. The limit keeps a WAL that once grew from keeping its size for ever.
                Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864");
                SqliteMigrator.Migrate(connection, Migration.All);
                _readers = new ReaderPool(() => Connect(SqliteOpenMode.ReadOnly), _path, _options.ReadConnections);
                _writer = new GroupCommitWriter(new SqliteStatements(connection), _path, _options.MaxBatch, _options.QueueLength);
                _lock = folderLock;
            }
            catch (Exception e)
            {
                connection?.Dispose();
                folderLock.Dispose();
                if (e is SqliteException sqlite) throw SqliteErrors.Explain(sqlite, _path);
                throw;
            }
        }
    }

    /// <summary>Runs the statements in a transaction shared with other callers; returns when they are durable. Cancellation counts until they are picked up.</summary>
    internal Task<T> WriteAsync<T>(Func<SqliteStatements, T> statements, CancellationToken cancellationToken) =>
        (_writer ?? throw NotOpen()).WriteAsync(statements, cancellationToken);

    /// <summary>Runs the statements on what is durable.</summary>
    internal Task<T> ReadAsync<T>(Func<SqliteStatements, T> statements, CancellationToken cancellationToken) =>
        (_readers ?? throw NotOpen()).ReadAsync(statements, cancellationToken);

    /// <summary>Writes what was accepted, closes the file and gives the folder back.</summary>
    public async ValueTask DisposeAsync()
    {
        _readers?.Dispose();
        if (_writer is not null) await _writer.DisposeAsync().ConfigureAwait(false);
        _lock?.Dispose();
        _lock = null;
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private SqliteConnection Connect(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            Mode = mode,
            // ReaderPool and GroupCommitWriter keep theirs; a second pool would hold the file open after Dispose.
            Pooling = false,
            DefaultTimeout = (int)_options.BusyTimeout.TotalSeconds,
        }.ToString());
        connection.Open();
        Run(connection, FormattableString.Invariant($"PRAGMA busy_timeout = {(long)_options.BusyTimeout.TotalMilliseconds}"));
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private StorageException NotOpen() => new($"'{_path}' is not open yet: it is opened when the host starts.");
}
