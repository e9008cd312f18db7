namespace FlowForge.Storage.Sqlite;

/// <inheritdoc />
internal sealed class WriteOperation<T>(Func<SqliteStatements, T> statements) : WriteOperation
{
    // Asynchronously, or the callers' code would run on the writer's thread.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Task => _completion.Task;

    public override void Execute(SqliteStatements on) => _result = statements(on);

    public override void Succeed() => _completion.SetResult(_result);

    public override void Fail(Exception exception) => _completion.SetException(exception);

    /// <summary>Only what has not been picked up can be cancelled: afterwards it may be durable already.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        if (TryTake()) _completion.SetCanceled(cancellationToken);
    }
}
