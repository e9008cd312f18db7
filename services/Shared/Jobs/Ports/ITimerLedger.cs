namespace FlowForge.Jobs;

/// <summary>What is to be delivered later, durably. Far-off timers cost a row each and nothing else.</summary>
public interface ITimerLedger
{
    /// <summary>Adds or replaces; storing the same content again changes nothing, not even a lease.</summary>
    Task StoreAsync(IReadOnlyCollection<TimerEntry> entries, CancellationToken cancellationToken = default);

    /// <summary>Removes; unknown tokens are no error.</summary>
    Task CancelAsync(IReadOnlyCollection<Guid> tokens, CancellationToken cancellationToken = default);

    /// <summary>Takes up to <paramref name="limit"/> entries due before <paramref name="dueBefore"/> that nobody holds at <paramref name="now"/>, earliest first, for <paramref name="owner"/> until <paramref name="leaseUntil"/>.</summary>
    Task<IReadOnlyList<TimerEntry>> LeaseAsync(string owner, DateTimeOffset now, DateTimeOffset dueBefore, DateTimeOffset leaseUntil, int limit, CancellationToken cancellationToken = default);

    /// <summary>Whether the entry still stands in this version and is held by <paramref name="owner"/>: asked right before it is delivered.</summary>
    Task<bool> IsHeldAsync(string owner, Guid token, Guid version, CancellationToken cancellationToken = default);

    /// <summary>Removes delivered entries, each only in the version that was delivered.</summary>
    Task CompleteAsync(IReadOnlyCollection<TimerEntry> delivered, CancellationToken cancellationToken = default);

    /// <summary>Gives back what <paramref name="owner"/> holds: all of it, or only <paramref name="token"/>.</summary>
    Task ReleaseAsync(string owner, Guid? token = null, CancellationToken cancellationToken = default);

    /// <summary>Who holds entries, whether its leases have run out or not.</summary>
    Task<IReadOnlyList<string>> HoldersAsync(CancellationToken cancellationToken = default);

    Task<TimerEntry?> FindAsync(Guid token, CancellationToken cancellationToken = default);

    /// <summary>All that are pending, in order of their tokens, page by page; the first page begins after <see cref="Guid.Empty"/>.</summary>
    Task<IReadOnlyList<TimerEntry>> ListAsync(Guid after, int limit, CancellationToken cancellationToken = default);

    /// <summary>How many are pending.</summary>
    Task<long> CountAsync(CancellationToken cancellationToken = default);
}
