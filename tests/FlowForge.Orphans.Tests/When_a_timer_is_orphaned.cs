using FlowForge.Jobs;

namespace FlowForge.Orphans.Tests;

public sealed class When_a_timer_is_orphaned
{
    private static readonly DateTimeOffset Due = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_those_that_name_a_job_be_listed_with_when_they_were_due()
    {
        await using var world = await OrphanWorld.StartAsync();
        var ledger = world.Harness.Get<ITimerLedger>();
        await ledger.StoreAsync([Entry(1, """{ "jobId": "gone" }"""), Entry(2, """{ "jobId": "../gone" }"""), Entry(3, "[]"), Entry(4, "no json"), Entry(5, """{ "jobId": 7 }""")], _cancelled);

        var found = Assert.Single(await ListAsync(new OwnedTimers(ledger)));

        Assert.Equal(("gone", Due), (found.JobId.Value, found.ChangedAt));
    }

    [Fact]
    public async Task Should_it_be_removed_in_that_version_alone_and_brought_back()
    {
        await using var world = await OrphanWorld.StartAsync();
        var ledger = world.Harness.Get<ITimerLedger>();
        var (entry, kind) = (Entry(1, """{ "jobId": "gone" }"""), new OwnedTimers(ledger));
        await ledger.StoreAsync([entry], _cancelled);
        var seen = Assert.Single(await ListAsync(kind));
        var undo = await kind.PrepareUndoAsync(seen, _cancelled);

        // Scheduled again in between: that is another one.
        await ledger.StoreAsync([entry with { DueAt = Due.AddHours(1) }], _cancelled);
        Assert.Null(await kind.InspectAsync(seen, _cancelled));
        await kind.RemoveAsync(seen, DerivedId.From("o"), keep: true, _cancelled);
        Assert.Equal(1, await ledger.CountAsync(_cancelled));
        await Assert.ThrowsAsync<InvalidOperationException>(() => kind.RestoreAsync(seen, DerivedId.From("o"), undo, _cancelled));

        await ledger.StoreAsync([entry], _cancelled);
        await kind.RemoveAsync(seen, DerivedId.From("o"), keep: true, _cancelled);
        Assert.Equal(0, await ledger.CountAsync(_cancelled));
        await kind.RestoreAsync(seen, DerivedId.From("o"), undo, _cancelled);
        await kind.RestoreAsync(seen, DerivedId.From("o"), undo, _cancelled);
        Assert.Equal(entry.Version, (await ledger.FindAsync(entry.Token, _cancelled))!.Version);
    }

    private static TimerEntry Entry(int number, string payload) =>
        new() { Token = DerivedId.From("timer", number), DueAt = Due, Destination = new Uri("exchange:somewhere"), PayloadType = ["urn:message:X"], Payload = payload };

    private async Task<List<OwnedResource>> ListAsync(OwnedTimers kind)
    {
        var all = new List<OwnedResource>();
        await foreach (var page in kind.ListAsync(_cancelled)) all.AddRange(page);
        return all;
    }
}
