using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>The rules of <see cref="IMessageJournal"/>.</summary>
public abstract class MessageJournalContract : StoreContract<IMessageJournal>
{
    [Fact]
    public async Task Should_give_what_was_not_completed_oldest_first()
    {
        await Port.AppendAsync([Entry(3), Entry(1)]);
        await Port.AppendAsync([Entry(2)]);
        await Port.AppendAsync([]);
        await Port.CompleteAsync(Entry(1).MessageId, "queue");
        await Port.CompleteAsync(Entry(1).MessageId, "queue");
        await Port.CompleteAsync(Entry(9).MessageId, "queue");
        await Port.AppendAsync([Entry(1)]);
        await Shows(Entry(3), Entry(2), Entry(1));
    }

    [Fact]
    public async Task Should_keep_a_message_apart_for_each_queue()
    {
        await Port.AppendAsync([Entry(1), Entry(1) with { Queue = "other" }]);
        await Port.CompleteAsync(Entry(1).MessageId, "queue");
        await Shows(Entry(1) with { Queue = "other" });
    }

    [Fact]
    public async Task Should_leave_a_known_entry_as_it_is()
    {
        await Port.AppendAsync([Entry(1), Entry(2)]);
        await Port.AppendAsync([Entry(1) with { Body = [9] }]);
        await Shows(Entry(1), Entry(2));
    }

    [Fact]
    public async Task Should_move_aside_what_cannot_be_handled()
    {
        await Port.AppendAsync([Entry(1), Entry(2), Entry(1) with { Queue = "other" }]);
        await Port.DeadLetterAsync(Entry(1), Hostile.Texts[1], Noon);
        await Port.DeadLetterAsync(Entry(1), "again", Noon);
        await Port.DeadLetterAsync(Entry(7), "never journaled", Noon);
        await Shows(Entry(2), Entry(1) with { Queue = "other" });
    }

    [Fact]
    public async Task Should_keep_any_body_to_the_byte()
    {
        byte[][] bodies = [[], [0], [.. Enumerable.Range(0, 256).Select(i => (byte)i)], new byte[1_000_000]];
        var entries = bodies.Select((body, i) => Entry(i) with { Body = body }).ToArray();
        await Port.AppendAsync(entries);
        await Shows(entries);
    }

    [Theory]
    [MemberData(nameof(Hostile.Data), MemberType = typeof(Hostile))]
    public async Task Should_tell_any_queue_names_apart(string text)
    {
        await Port.AppendAsync([Entry(1) with { Queue = text, ContentType = text }, Entry(1) with { Queue = text + " " }]);
        await Port.CompleteAsync(Entry(1).MessageId, text + " ");
        await Shows(Entry(1) with { Queue = text, ContentType = text });
    }

    [Fact]
    public async Task Should_lose_nothing_when_many_append_and_complete_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            await Port.AppendAsync([Entry(i)]);
            if (i % 2 == 0) await Port.CompleteAsync(Entry(i).MessageId, "queue");
        }));
        Assert.Equal(
            Enumerable.Range(0, 200).Where(i => i % 2 == 1).Select(i => Entry(i).MessageId).Order(),
            (await AllAsync()).Select(entry => entry.MessageId).Order());
    }

    [Fact]
    public async Task Should_forget_old_dead_letters_and_nothing_else()
    {
        await Port.AppendAsync([Entry(1), Entry(2), Entry(3)]);
        await Port.DeadLetterAsync(Entry(1), "bad", Noon.AddMilliseconds(-1));
        await Port.DeadLetterAsync(Entry(2), "bad", Noon);
        Assert.Equal(1, await Port.ForgetDeadLettersAsync(Noon));
        Assert.Equal(0, await Port.ForgetDeadLettersAsync(Noon));
        Assert.Equal(1, await Port.ForgetDeadLettersAsync(Noon.AddMilliseconds(1)));
        await Shows(Entry(3));
    }

    [Fact]
    public async Task Should_be_read_page_by_page()
    {
        await Port.AppendAsync([Entry(1), Entry(2), Entry(3)]);
        var first = await Port.ReadAsync(long.MinValue, 2);
        var second = await Port.ReadAsync(first[^1].Position, 2);
        Same.Content<IEnumerable<JournalEntry>>([Entry(1), Entry(2)], first.Select(line => line.Entry));
        Same.Content<IEnumerable<JournalEntry>>([Entry(3)], second.Select(line => line.Entry));
        Assert.Empty(await Port.ReadAsync(second[^1].Position, 2));
    }

    private static JournalEntry Entry(int number) => new()
    {
        MessageId = DerivedId.From("message", number),
        Queue = "queue",
        ContentType = "application/vnd.masstransit+json",
        Body = [1, 2, (byte)number],
    };

    private async Task Shows(params JournalEntry[] expected) => Same.Content<IReadOnlyList<JournalEntry>>(expected, await AllAsync());

    private async Task<IReadOnlyList<JournalEntry>> AllAsync() => [.. (await Port.ReadAsync(long.MinValue, int.MaxValue)).Select(line => line.Entry)];
}
