using FlowForge.Jobs;

namespace FlowForge.Orphans.Tests;

public sealed class When_a_removal_fails
{
    private static readonly TimeSpan Old = TimeSpan.FromDays(3);

    [Fact]
    public async Task Should_it_be_told_hold_up_nobody_and_be_tried_again_later()
    {
        await using var world = await StartAsync("a", "b");
        world.Kind.Failures["a"] = 1;

        Assert.Equal((1, 1), Done(await world.ScanTwiceAsync()));
        Assert.Equal(["a"], world.Kind.There);
        Assert.Equal("the store refused", Assert.Single(world.Outlet.Performed, one => !one.Success).Error);

        // Not before an interval has passed since.
        Assert.Equal((0, 0), Done(await world.ScanAsync()));
        world.Clock.Pass(world.Options.Interval);
        Assert.Equal((1, 0), Done(await world.ScanAsync()));
        Assert.Equal([1, 2], world.Outlet.Performed.Where(one => one.ResourceName == "a").Select(one => one.Try));
        Assert.Equal(3, world.Outlet.Performed.DistinctBy(one => one.Id).Count());
    }

    [Fact]
    public async Task Should_each_try_wait_longer_than_the_one_before()
    {
        await using var world = await StartAsync("a");
        world.Kind.Failures["a"] = 100;
        await world.ScanTwiceAsync();
        for (var scan = 0; scan < 24; scan++)
        {
            world.Clock.Pass(world.Options.Interval);
            await world.ScanAsync();
        }

        // After 1, 2, 4 and 8 intervals; the next would be 16 after that.
        Assert.Equal(5, world.Outlet.Performed.Count);
    }

    [Fact]
    public async Task Should_each_part_that_is_left_be_told_by_itself()
    {
        await using var world = await StartAsync("a");
        world.Kind.Locked["a"] = ["a/1", "a/2"];

        Assert.Equal((0, 1), Done(await world.ScanTwiceAsync()));

        Assert.Equal([("a/1", "locked", false), ("a/2", "locked", false)], world.Outlet.Performed.Select(one => (one.ResourceName, one.Error, one.Success)));
        Assert.Equal((OrphanState.Removing, "locked"), (await world.OrphanAsync("a") is var orphan ? (orphan.State, orphan.Error) : default));
    }

    [Fact]
    public async Task Should_it_be_broken_off_when_the_job_is_known_again_and_what_has_gone_be_restorable()
    {
        await using var world = await StartAsync("a");
        world.Kind.Locked["a"] = ["a/1"];
        await world.ScanTwiceAsync();
        var id = (await world.OrphanAsync("a")).Id;
        Assert.False(await world.Store.RequestRestoreAsync(id, world.Clock.Now(), "ann", TestContext.Current.CancellationToken));

        await world.AnnounceAsync("gone");
        world.Clock.Pass(world.Options.Interval);
        await world.ScanAsync();
        await world.ScanAsync();

        Assert.Equal([("a/1", "locked"), ("a", "its job is known again, so its removal was broken off")], world.Outlet.Performed.Select(one => (one.ResourceName, one.Error)));
        Assert.Equal(world.Clock.Now() + world.Options.UndoFor, (await world.OrphanAsync("a")).UndoUntil);
        Assert.True(await world.Store.RequestRestoreAsync(id, world.Clock.Now(), "ann", TestContext.Current.CancellationToken));
        await world.Restorations.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal((OrphanState.Restored, null), await world.OrphanAsync("a") is var orphan ? (orphan.State, orphan.Error) : default);
    }

    [Fact]
    public async Task Should_one_that_is_still_there_after_its_removal_not_count_as_removed()
    {
        await using var world = await StartAsync("a");
        world.Kind.Stubborn.Add("a");

        Assert.Equal((0, 1), Done(await world.ScanTwiceAsync()));

        Assert.Equal("still there after its removal", Assert.Single(world.Outlet.Performed).Error);
    }

    /// <summary>A crash between the removal and its report.</summary>
    [Fact]
    public async Task Should_a_removal_that_was_cut_short_be_told_by_the_next_scan_and_once()
    {
        await using var world = await StartAsync("a");
        await world.ScanAsync();
        world.Clock.Pass(world.Options.Interval);
        // The detection gets through, the report of the removal does not.
        world.Outlet.CutAfter = 1;
        Assert.Contains("cut short", (await world.ScanAsync()).Stopped, StringComparison.Ordinal);
        Assert.Equal((OrphanState.Removing, 0), ((await world.OrphanAsync("a")).State, world.Outlet.Performed.Count));

        world.Outlet.CutAfter = null;
        world.StartAgain();
        world.Clock.Pass(world.Options.Interval);
        await world.ScanAsync();
        await world.ScanAsync();

        Assert.True(Assert.Single(world.Outlet.Performed).Success);
        Assert.Equal(OrphanState.Removed, (await world.OrphanAsync("a")).State);
        Assert.NotNull((await world.OrphanAsync("a")).UndoUntil);
    }

    [Fact]
    public async Task Should_what_cannot_be_noted_before_not_be_removed()
    {
        await using var world = await StartAsync("a");
        await world.ScanAsync();
        world.Clock.Pass(world.Options.Interval);
        world.Outlet.CutAfter = 0;

        Assert.NotNull((await world.ScanAsync()).Stopped);

        Assert.Empty(world.Kind.Removed);
    }

    private static async Task<OrphanWorld> StartAsync(params string[] names)
    {
        var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        foreach (var name in names) world.Put(name, "gone", Old);
        return world;
    }

    private static (long Removed, long Failed) Done(OrphanScanResult found) => (found.Removed, found.Failed);
}
