using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>The rules of <see cref="ITimerLedger"/>.</summary>
public abstract class TimerLedgerContract : StoreContract<ITimerLedger>
{
    private static readonly DateTimeOffset Soon = Noon.AddSeconds(30);
    private static readonly DateTimeOffset LeaseEnd = Noon.AddMinutes(1);

    [Fact]
    public async Task Should_give_back_what_was_stored()
    {
        var entry = Timer(1, 5);
        await Port.StoreAsync([entry, Timer(2, 6)]);
        Same.Content(entry, await Port.FindAsync(entry.Token));
        Assert.Equal(2, await Port.CountAsync());
        Assert.Null(await Port.FindAsync(Timer(3, 0).Token));
    }

    [Fact]
    public async Task Should_list_all_that_is_pending_page_by_page()
    {
        var all = Enumerable.Range(1, 7).Select(number => Timer(number, number * 100 - 300)).ToList();
        await Port.StoreAsync(all);
        await Port.LeaseAsync("a", Noon, Soon, LeaseEnd, 2);

        var listed = new List<TimerEntry>();
        IReadOnlyList<TimerEntry> page;
        for (var after = Guid.Empty; (page = await Port.ListAsync(after, 3)).Count > 0; after = page[^1].Token) listed.AddRange(page);

        Assert.Equal(all.Select(entry => entry.Version).ToHashSet(), listed.Select(entry => entry.Version).ToHashSet());
        Assert.Equal(7, listed.Count);
    }

    [Fact]
    public async Task Should_accept_nothing_to_do()
    {
        await Port.StoreAsync([]);
        await Port.CancelAsync([]);
        await Port.CompleteAsync([]);
        await Port.ReleaseAsync("nobody");
        Assert.Equal(0, await Port.CountAsync());
        Assert.Empty(await Port.LeaseAsync("a", Noon, Soon, LeaseEnd, 10));
    }

    [Theory]
    [MemberData(nameof(Hostile.Data), MemberType = typeof(Hostile))]
    public async Task Should_give_any_payload_back_under_the_same_version(string text)
    {
        var entry = Timer(1, 5) with { Payload = text, PayloadType = ["urn:message:A,B", text], Destination = new Uri("rabbitmq://host/v%2Fh/queue:x?a=1&b=ü") };
        await Port.StoreAsync([entry]);
        var leased = Assert.Single(await Port.LeaseAsync("o'wner\n" + text, Noon, Soon, LeaseEnd, 10));
        Same.Content(entry, leased);
        Assert.Equal(entry.Version, leased.Version);
        Assert.True(await Port.IsHeldAsync("o'wner\n" + text, entry.Token, entry.Version));
        Assert.False(await Port.IsHeldAsync("o'wner\n" + text + " ", entry.Token, entry.Version));
    }

    [Fact]
    public async Task Should_lease_what_falls_due_before_the_given_time_earliest_first()
    {
        await Port.StoreAsync([Timer(1, 20), Timer(2, -500), Timer(3, 10), Timer(4, 30), Timer(5, 3_000)]);
        Assert.Equal([Timer(2, -500).Token, Timer(3, 10).Token], Tokens(await Port.LeaseAsync("a", Noon, Soon, LeaseEnd, 2)));
        Assert.Equal([Timer(1, 20).Token], Tokens(await Port.LeaseAsync("a", Noon, Soon, LeaseEnd, 2)));
        Assert.Empty(await Port.LeaseAsync("a", Noon, Soon, LeaseEnd, 2));
        Assert.Equal(5, await Port.CountAsync());
    }

    [Fact]
    public async Task Should_hand_over_a_lease_that_has_run_out()
    {
        var entry = Timer(1, 5);
        await Port.StoreAsync([entry]);
        await Port.LeaseAsync("a", Noon, Soon, LeaseEnd, 10);
        Assert.Empty(await Port.LeaseAsync("b", LeaseEnd.AddMilliseconds(-1), LeaseEnd, LeaseEnd.AddMinutes(1), 10));
        Assert.True(await Port.IsHeldAsync("a", entry.Token, entry.Version));
        Assert.Single(await Port.LeaseAsync("b", LeaseEnd, LeaseEnd, LeaseEnd.AddMinutes(1), 10));
        Assert.False(await Port.IsHeldAsync("a", entry.Token, entry.Version));
        Assert.True(await Port.IsHeldAsync("b", entry.Token, entry.Version));
    }

    [Fact]
    public async Task Should_give_parallel_callers_different_entries()
    {
        await Port.StoreAsync([.. Enumerable.Range(0, 400).Select(i => Timer(i, i % 20))]);
        var leased = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Port.LeaseAsync($"replica-{i}", Noon, Soon, LeaseEnd, 30)));
        var tokens = leased.SelectMany(Tokens).ToList();
        Assert.Equal(400, tokens.Count);
        Assert.Equal(400, tokens.Distinct().Count());
    }

    [Fact]
    public async Task Should_change_nothing_when_the_same_is_stored_again()
    {
        var entry = Timer(1, 5);
        await Port.StoreAsync([entry]);
        await Port.LeaseAsync("a", Noon, Soon, LeaseEnd, 10);
        await Port.StoreAsync([Timer(1, 5)]);
        Assert.True(await Port.IsHeldAsync("a", entry.Token, entry.Version));
        Assert.Empty(await Port.LeaseAsync("b", Noon, Soon, LeaseEnd, 10));
        Assert.Equal(1, await Port.CountAsync());
    }

    [Fact]
    public async Task Should_replace_an_entry_and_take_it_from_its_holder()
    {
        var (old, replaced) = (Timer(1, 5), Timer(1, 8) with { Payload = "{\"n\":2}" });
        await Port.StoreAsync([old]);
        await Port.LeaseAsync("a", Noon, Soon, LeaseEnd, 10);
        await Port.StoreAsync([replaced]);
        Assert.False(await Port.IsHeldAsync("a", old.Token, old.Version));
        Assert.False(await Port.IsHeldAsync("a", old.Token, replaced.Version));
        await Port.CompleteAsync([old]);
        Same.Content(replaced, Assert.Single(await Port.LeaseAsync("b", Noon, Soon, LeaseEnd, 10)));
        Assert.Equal(1, await Port.CountAsync());
    }

    [Fact]
    public async Task Should_remove_what_was_delivered_or_cancelled_and_only_that()
    {
        await Port.StoreAsync([Timer(1, 1), Timer(2, 2), Timer(3, 3)]);
        await Port.LeaseAsync("a", Noon, Soon, LeaseEnd, 10);
        await Port.CompleteAsync([Timer(1, 1), Timer(9, 9)]);
        await Port.CompleteAsync([Timer(1, 1)]);
        await Port.CancelAsync([Timer(2, 2).Token, Timer(8, 8).Token]);
        Assert.False(await Port.IsHeldAsync("a", Timer(2, 2).Token, Timer(2, 2).Version));
        Assert.NotNull(await Port.FindAsync(Timer(3, 3).Token));
        Assert.Equal(1, await Port.CountAsync());
    }

    [Fact]
    public async Task Should_give_back_one_or_all_that_an_owner_holds()
    {
        await Port.StoreAsync([Timer(1, 1), Timer(2, 2), Timer(3, 3), Timer(4, 4)]);
        await Port.LeaseAsync("a", Noon, Soon, LeaseEnd, 3);
        await Port.LeaseAsync("b", Noon, Soon, LeaseEnd, 1);
        await Port.ReleaseAsync("b", Timer(1, 1).Token);
        Assert.Empty(await Port.LeaseAsync("c", Noon, Soon, LeaseEnd, 10));
        await Port.ReleaseAsync("a", Timer(2, 2).Token);
        Assert.Equal([Timer(2, 2).Token], Tokens(await Port.LeaseAsync("c", Noon, Soon, LeaseEnd, 10)));
        await Port.ReleaseAsync("a");
        Assert.Equal([Timer(1, 1).Token, Timer(3, 3).Token], Tokens(await Port.LeaseAsync("c", Noon, Soon, LeaseEnd, 10)));
        Assert.True(await Port.IsHeldAsync("b", Timer(4, 4).Token, Timer(4, 4).Version));
    }

    [Fact]
    public async Task Should_name_each_holder_once()
    {
        Assert.Empty(await Port.HoldersAsync());
        await Port.StoreAsync([Timer(1, 1), Timer(2, 2), Timer(3, 3), Timer(4, 4)]);
        Assert.Empty(await Port.HoldersAsync());
        await Port.LeaseAsync("b", Noon, Soon, LeaseEnd, 2);
        await Port.LeaseAsync("a", Noon, Soon, LeaseEnd, 1);
        Assert.Equal(["a", "b"], (await Port.HoldersAsync()).Order());
        await Port.ReleaseAsync("b");
        Assert.Equal(["a"], await Port.HoldersAsync());
    }

    [Fact]
    public async Task Should_end_with_one_entry_when_many_schedule_the_same_token()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Port.StoreAsync([Timer(1, i % 5)])));
        Assert.Equal(1, await Port.CountAsync());
        Assert.Single(await Port.LeaseAsync("a", Noon, Soon, LeaseEnd, 10));
    }

    private static TimerEntry Timer(int number, int dueSeconds) => new()
    {
        // The order of the tokens is not the order of the due times.
        Token = DerivedId.From("timer", number),
        DueAt = Noon.AddSeconds(dueSeconds),
        Destination = new Uri("queue:timeout-escalation"),
        PayloadType = ["urn:message:FlowForge.Contracts:TimeoutEscalation"],
        Payload = $$"""{"number":{{number}}}""",
    };

    private static IEnumerable<Guid> Tokens(IEnumerable<TimerEntry> entries) => entries.Select(entry => entry.Token);
}
