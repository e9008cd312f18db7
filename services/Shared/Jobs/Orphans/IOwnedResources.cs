namespace FlowForge.Jobs;

/// <summary>
/// The resources of one kind that carry a job's id, wherever they lie. It knows nothing of the registry: whether such a job is known
/// is for the caller to find out. What carries no valid job id is nobody's business here: not listed and never touched.
/// Every act is idempotent and limited to the one resource. Failures are thrown, with what was tried and what to do in the message.
/// </summary>
public interface IOwnedResources
{
    /// <summary>As in <see cref="OwnedResource.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>How long one must have been unchanged before it can count as an orphan, unless the options say otherwise.</summary>
    TimeSpan UsualMinimumAge { get; }

    /// <summary>Why a removal cannot be undone, for people. Null: it can be.</summary>
    string? NoUndo { get; }

    /// <summary>All of them, page by page; age, size and holds where listing tells them at no further cost. A page is 1,000 at most.</summary>
    IAsyncEnumerable<IReadOnlyList<OwnedResource>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>One as it stands now, with age, size and hold. Null: it is gone, or another of its name is there.</summary>
    Task<OwnedResource?> InspectAsync(OwnedResource resource, CancellationToken cancellationToken = default);

    /// <summary>What is needed to undo a removal and is lost with it; it is kept, as it is, in the orphan store, so secrets must be encrypted. Null: nothing.</summary>
    Task<string?> PrepareUndoAsync(OwnedResource resource, CancellationToken cancellationToken = default);

    /// <summary>Removes one; already gone is success, held is a failure.</summary>
    /// <param name="resource">As it was inspected.</param>
    /// <param name="orphan">The id under which what is removed is kept, where the store itself keeps it: a folder or prefix of that name.</param>
    /// <param name="keep">Whether it is kept, for <see cref="RestoreAsync"/>, until <see cref="DiscardAsync"/>.</param>
    /// <param name="cancellationToken">Gives up; what is left is found again.</param>
    /// <exception cref="PartialRemovalException">Some of its parts are left.</exception>
    Task RemoveAsync(OwnedResource resource, Guid orphan, bool keep, CancellationToken cancellationToken = default);

    /// <summary>Undoes a removal that kept what it removed. Restored before is success.</summary>
    /// <param name="resource">As it was when it was removed.</param>
    /// <param name="orphan">As it was removed under.</param>
    /// <param name="undo">What <see cref="PrepareUndoAsync"/> returned.</param>
    /// <param name="cancellationToken">Gives up; it can be tried again.</param>
    /// <exception cref="InvalidOperationException">It cannot be undone; the message says why. Nothing that is there now was overwritten.</exception>
    Task RestoreAsync(OwnedResource resource, Guid orphan, string? undo, CancellationToken cancellationToken = default);

    /// <summary>Frees what was kept; nothing kept is success.</summary>
    Task DiscardAsync(OwnedResource resource, Guid orphan, CancellationToken cancellationToken = default);
}
