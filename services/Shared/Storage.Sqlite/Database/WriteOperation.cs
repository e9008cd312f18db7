namespace FlowForge.Storage.Sqlite;

/// <summary>One caller's statements, on their way into a transaction that they share with other callers'.</summary>
internal abstract class WriteOperation
{
    private int _taken;

    /// <summary>True for the one who may decide what becomes of it: the writer that executes it, or its caller's cancellation.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    public abstract void Execute(SqliteStatements statements);

    /// <summary>Tells the caller that its statements are durable.</summary>
    public abstract void Succeed();

    public abstract void Fail(Exception exception);
}
