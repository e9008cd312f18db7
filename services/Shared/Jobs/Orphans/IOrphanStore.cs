namespace FlowForge.Jobs;

/// <summary>What was seen without an owner, scan by scan, and what was done about it. Open are those in state Seen or Removing.</summary>
public interface IOrphanStore
{
    /// <summary>The open ones among these resources, by <see cref="OwnedResource.Key"/>.</summary>
    Task<IReadOnlyList<Orphan>> FindOpenAsync(IReadOnlyCollection<Guid> keys, CancellationToken cancellationToken = default);

    /// <summary>Adds or replaces, by id, all in one write. A request to restore that came in meanwhile stays.</summary>
    Task SaveAsync(IReadOnlyCollection<Orphan> orphans, CancellationToken cancellationToken = default);

    Task<Orphan?> FindAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Those that match, the one that was seen last first.</summary>
    Task<IReadOnlyList<Orphan>> ListAsync(OrphanQuery query, CancellationToken cancellationToken = default);

    /// <summary>Open ones of a kind, in order of their ids, page by page; the first page begins after <see cref="Guid.Empty"/>.</summary>
    Task<IReadOnlyList<Orphan>> ListOpenAsync(string kind, Guid after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Forgets those of a kind in state Seen that no scan has seen since: they have an owner again, or are gone. Returns how many.</summary>
    Task<int> ForgetUnseenAsync(string kind, DateTimeOffset since, CancellationToken cancellationToken = default);

    /// <summary>Notes the wish to have it put back, and clears the error of an earlier try. False: it was not removed, or can no longer be put back.</summary>
    Task<bool> RequestRestoreAsync(Guid id, DateTimeOffset at, string by, CancellationToken cancellationToken = default);

    /// <summary>Removed ones that are to be put back: those that were asked for, and have no error since.</summary>
    Task<IReadOnlyList<Orphan>> ListToRestoreAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>Removed ones whose time to be put back ran out before <paramref name="now"/>, and which <see cref="ListToRestoreAsync"/> does not have.</summary>
    Task<IReadOnlyList<Orphan>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default);

    /// <summary>Adds or replaces a scan, by id.</summary>
    Task SaveScanAsync(OrphanScan scan, CancellationToken cancellationToken = default);

    Task<OrphanScan?> FindScanAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>The last scans, the newest first.</summary>
    /// <param name="finished">True: only those that have finished; false: only those that have not.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    Task<IReadOnlyList<OrphanScan>> ListScansAsync(bool finished, int limit, CancellationToken cancellationToken = default);

    /// <summary>Forgets scans that finished, and orphans that were removed for good or restored, before that time. Returns how many.</summary>
    Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken = default);
}
