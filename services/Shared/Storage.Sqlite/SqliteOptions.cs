namespace FlowForge.Storage.Sqlite;

/// <summary>Where and how the SQLite storage keeps its file.</summary>
public sealed class SqliteOptions
{
    /// <summary>
    /// The folder of <c>flowforge.db</c> and its lock; it must exist and be writable, on a local disk. One server at a time uses it.
    /// Required; no default.
    /// </summary>
    public string DataFolder { get; set; } = "";

    /// <summary>How many operations one transaction takes at most, 1 to 10,000. Default: 512.</summary>
    public int MaxBatch { get; set; } = 512;

    /// <summary>How many operations may wait for the writer before callers wait to enqueue, 1 to 1,000,000. Default: 8,192.</summary>
    public int QueueLength { get; set; } = 8_192;

    /// <summary>How many read-only connections are open at once at most, 1 to 64. Default: 4.</summary>
    public int ReadConnections { get; set; } = 4;

    /// <summary>
    /// How long to wait for another program (a backup, <c>sqlite3</c> in a shell) that has locked the file before the operation fails;
    /// whole seconds, 1 s to 5 min. Default: 5 s.
    /// </summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
