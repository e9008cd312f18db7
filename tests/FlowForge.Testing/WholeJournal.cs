using FlowForge.Jobs;

namespace FlowForge.Testing;

/// <summary>Tests have few messages and look at all of them.</summary>
public static class WholeJournal
{
    public static async Task<IReadOnlyList<JournalEntry>> ReadAsync(this IMessageJournal journal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        return [.. (await journal.ReadAsync(long.MinValue, int.MaxValue, cancellationToken)).Select(line => line.Entry)];
    }
}
