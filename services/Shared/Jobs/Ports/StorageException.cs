namespace FlowForge.Jobs;

/// <summary>The store cannot be opened or used; the message says what is wrong, where, and what to do about it.</summary>
public sealed class StorageException : Exception, IStoreFailure
{
    public StorageException() : this("The storage cannot be used.") { }

    public StorageException(string message) : base(message) { }

    public StorageException(string message, Exception? inner) : base(message, inner) { }

    /// <inheritdoc />
    public bool MayPass { get; init; } = true;
}
