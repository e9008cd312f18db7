using FlowForge.Jobs;

namespace FlowForge.Hosting.Tests;

/// <summary>The real journal, with a count of the looks through it and of what was set aside.</summary>
public sealed class WatchedJournal(IMessageJournal real) : IMessageJournal
{
    private int _looks;
    private int _setAside;

    public int Looks => _looks;
    public int SetAside => _setAside;

    public Task AppendAsync(IReadOnlyCollection<JournalEntry> entries, CancellationToken cancellationToken = default) => real.AppendAsync(entries, cancellationToken);

    public Task CompleteAsync(Guid messageId, string queue, CancellationToken cancellationToken = default) => real.CompleteAsync(messageId, queue, cancellationToken);

    public Task DeadLetterAsync(JournalEntry entry, string reason, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _setAside);
        return real.DeadLetterAsync(entry, reason, at, cancellationToken);
    }

    public Task<int> ForgetDeadLettersAsync(DateTimeOffset before, CancellationToken cancellationToken = default) => real.ForgetDeadLettersAsync(before, cancellationToken);

    public Task<IReadOnlyList<JournalLine>> ReadAsync(long after, int limit, CancellationToken cancellationToken = default)
    {
        if (after == long.MinValue) Interlocked.Increment(ref _looks);
        return real.ReadAsync(after, limit, cancellationToken);
    }
}
