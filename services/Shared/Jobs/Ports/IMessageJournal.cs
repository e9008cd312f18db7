namespace FlowForge.Jobs;

/// <summary>
/// Makes an in-memory transport survive a crash: a message is written before it is sent and removed when its consumer is done.
/// What is left at start, and what is stranded later, is sent again.
/// </summary>
public interface IMessageJournal
{
    /// <summary>Returns when the entries are durable; known ones (by message and queue) are left as they are.</summary>
    Task AppendAsync(IReadOnlyCollection<JournalEntry> entries, CancellationToken cancellationToken = default);

    /// <summary>Removes one; unknown is no error.</summary>
    Task CompleteAsync(Guid messageId, string queue, CancellationToken cancellationToken = default);

    /// <summary>Moves one that cannot be handled aside, with the reason, where a person can find it.</summary>
    Task DeadLetterAsync(JournalEntry entry, string reason, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>Forgets what was set aside before that time; returns how many. What was not completed stays.</summary>
    Task<int> ForgetDeadLettersAsync(DateTimeOffset before, CancellationToken cancellationToken = default);

    /// <summary>What was not completed, oldest first.</summary>
    /// <param name="after">The position of the last line read; the first page begins after <see cref="long.MinValue"/>.</param>
    /// <param name="limit">How many lines at most; bodies can be large.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    Task<IReadOnlyList<JournalLine>> ReadAsync(long after, int limit, CancellationToken cancellationToken = default);
}
