using FlowForge.Jobs;

namespace FlowForge.Orphans.Tests;

public sealed class When_an_orphan_is_wanted_back
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_it_be_put_back_and_audited()
    {
        await using var world = await RemovedAsync();
        var orphan = await world.OrphanAsync("a");

        Assert.True(await world.Store.RequestRestoreAsync(orphan.Id, world.Clock.Now(), "ann", _cancelled));
        await world.Restorations.RunAsync(_cancelled);
        await world.Restorations.RunAsync(_cancelled);

        Assert.Equal(["a"], world.Kind.There);
        var restored = await world.OrphanAsync("a");
        Assert.Equal((OrphanState.Restored, null, null), (restored.State, restored.Undo, restored.UndoUntil));
        var entry = Assert.Single(await world.Harness.Audit.QueryAsync(new AuditQuery { Action = "restore" }, _cancelled));
        Assert.Equal(("ann", "gone", true), (entry.InitiatedBy, entry.JobId, entry.Success));
    }

    [Fact]
    public async Task Should_it_have_to_be_seen_twice_again_before_it_goes_again()
    {
        await using var world = await RemovedAsync();
        await world.Store.RequestRestoreAsync((await world.OrphanAsync("a")).Id, world.Clock.Now(), "ann", _cancelled);
        await world.Restorations.RunAsync(_cancelled);

        Assert.Equal((1, 0), await world.ScanAsync() is var found ? (found.Waiting, found.Removed) : default);
    }

    [Fact]
    public async Task Should_what_is_there_now_not_be_overwritten_and_the_reason_be_told()
    {
        await using var world = await RemovedAsync();
        world.Put("a", "gone", TimeSpan.Zero);
        var id = (await world.OrphanAsync("a")).Id;
        await world.Store.RequestRestoreAsync(id, world.Clock.Now(), "ann", _cancelled);

        await world.Restorations.RunAsync(_cancelled);
        await world.Restorations.RunAsync(_cancelled);

        Assert.Equal((OrphanState.Removed, "'a' is there again"), await world.Store.FindAsync(id, _cancelled) is { } orphan ? (orphan.State, orphan.Error) : default);
        Assert.False(Assert.Single(await world.Harness.Audit.QueryAsync(new AuditQuery { Action = "restore" }, _cancelled)).Success);

        world.Kind.Take("a");
        Assert.True(await world.Store.RequestRestoreAsync(id, world.Clock.Now(), "ann", _cancelled));
        await world.Restorations.RunAsync(_cancelled);
        Assert.Equal(OrphanState.Restored, (await world.Store.FindAsync(id, _cancelled))!.State);
        // At the same moment by the clock, and told all the same.
        Assert.Equal([false, true], (await world.Harness.Audit.QueryAsync(new AuditQuery { Action = "restore" }, _cancelled)).Select(entry => entry.Success).Order());
    }

    [Fact]
    public async Task Should_what_was_kept_be_let_go_when_its_time_is_over()
    {
        await using var world = await RemovedAsync();
        world.Clock.Pass(world.Options.UndoFor - TimeSpan.FromMilliseconds(1));
        await world.Restorations.RunAsync(_cancelled);
        Assert.NotEmpty(world.Kind.Kept);

        world.Clock.Pass(TimeSpan.FromSeconds(1));
        await world.Restorations.RunAsync(_cancelled);

        Assert.Empty(world.Kind.Kept);
        var orphan = await world.OrphanAsync("a");
        Assert.Equal((OrphanState.Removed, null, null), (orphan.State, orphan.Undo, orphan.UndoUntil));
        Assert.False(await world.Store.RequestRestoreAsync(orphan.Id, world.Clock.Now(), "ann", _cancelled));
    }

    [Fact]
    public async Task Should_nothing_be_kept_where_that_is_not_wanted_or_cannot_be()
    {
        await using (var never = await RemovedAsync(new() { ["options:orphans:undoFor"] = "0s" }))
        {
            Assert.Empty(never.Kind.Kept);
            Assert.Null((await never.OrphanAsync("a")).UndoUntil);
        }

        await using var impossible = await RemovedAsync(noUndo: "what ran cannot be brought back");
        Assert.Empty(impossible.Kind.Kept);
        Assert.Equal((null, null), await impossible.OrphanAsync("a") is var orphan ? (orphan.Undo, orphan.UndoUntil) : default);
    }

    private static async Task<OrphanWorld> RemovedAsync(Dictionary<string, string?>? more = null, string? noUndo = null)
    {
        var world = await OrphanWorld.StartRemovingAsync(more);
        await world.AnnounceAsync("known");
        world.Kind.NoUndo = noUndo;
        world.Put("a", "gone", TimeSpan.FromDays(3));
        Assert.Equal(1, (await world.ScanTwiceAsync()).Removed);
        return world;
    }
}
