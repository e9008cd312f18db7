namespace FlowForge.Jobs;

/// <summary>Marks the exception with which an adapter says that its store failed, so that nobody takes it for a fault of the message.</summary>
public interface IStoreFailure
{
    /// <summary>True when the store is at fault (busy, full, unreachable): the same work may succeed later. False when it refused the work itself.</summary>
    bool MayPass { get; }
}
