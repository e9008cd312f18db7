using FlowForge.Jobs;

namespace FlowForge.Storage.Sqlite;

/// <inheritdoc cref="IMessageJournal" />
internal sealed class SqliteMessageJournal(SqliteDatabase database) : IMessageJournal
{
    private const string Append = """
        INSERT INTO journal (message_id, queue, content_type, body) VALUES (@message, @queue, @type, @body)
        ON CONFLICT (message_id, queue) DO NOTHING
        """;

    internal const string Complete = "DELETE FROM journal WHERE message_id = @message AND queue = @queue";

    // A message that was sent again and failed again keeps its newest reason.
    private const string DeadLetter = """
        INSERT INTO dead_letters (message_id, queue, content_type, body, reason, at) VALUES (@message, @queue, @type, @body, @reason, @at)
        ON CONFLICT (message_id, queue) DO UPDATE SET reason = excluded.reason, at = excluded.at
        """;

    internal const string ForgetDeadLetters = "DELETE FROM dead_letters WHERE seq IN (SELECT seq FROM dead_letters WHERE at < @before LIMIT @limit)";

    internal const string Oldest = "SELECT seq, message_id, queue, content_type, body FROM journal WHERE seq > @after ORDER BY seq LIMIT @limit";

    public Task AppendAsync(IReadOnlyCollection<JournalEntry> entries, CancellationToken cancellationToken = default) =>
        entries.Count == 0 ? Task.CompletedTask : database.WriteAsync(s =>
        {
            foreach (var entry in entries)
                s.Execute(Append, ("@message", entry.MessageId), ("@queue", entry.Queue), ("@type", entry.ContentType), ("@body", entry.Body));
            return entries.Count;
        }, cancellationToken);

    public Task CompleteAsync(Guid messageId, string queue, CancellationToken cancellationToken = default) =>
        database.WriteAsync(s => s.Execute(Complete, ("@message", messageId), ("@queue", queue)), cancellationToken);

    public Task DeadLetterAsync(JournalEntry entry, string reason, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        database.WriteAsync(s =>
        {
            s.Execute(DeadLetter, ("@message", entry.MessageId), ("@queue", entry.Queue), ("@type", entry.ContentType), ("@body", entry.Body),
                ("@reason", reason), ("@at", at));
            return s.Execute(Complete, ("@message", entry.MessageId), ("@queue", entry.Queue));
        }, cancellationToken);

    public Task<int> ForgetDeadLettersAsync(DateTimeOffset before, CancellationToken cancellationToken = default) =>
        Sweep.RunAsync(database, ForgetDeadLetters, before, cancellationToken);

    public async Task<IReadOnlyList<JournalLine>> ReadAsync(long after, int limit, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(s => s.Query(Oldest, row => new JournalLine(row.GetInt64(0), new JournalEntry
        {
            MessageId = row.Id(1),
            Queue = row.GetString(2),
            ContentType = row.GetString(3),
            Body = row.GetFieldValue<byte[]>(4),
        }), ("@after", after), ("@limit", limit)), cancellationToken).ConfigureAwait(false);
}
