using FlowForge.Jobs;

namespace FlowForge.Orphans.Tests;

public sealed class When_a_resource_has_no_owner
{
    private static readonly TimeSpan Old = TimeSpan.FromDays(3);

    [Fact]
    public async Task Should_it_be_removed_told_and_kept_once_it_was_seen_twice()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        world.Put("a", "known", Old);
        world.Put("b", "gone", Old, bytes: 700);

        var first = await world.ScanAsync();
        Assert.Equal((2, 1, 1, 0, 0), (first.Listed, first.Ownerless, first.Waiting, first.Ready, first.Removed));
        world.Clock.Pass(world.Options.Interval);
        var second = await world.ScanAsync();

        Assert.Equal((1, 700, 1, 0), (second.Ready, second.ReadyBytes, second.Removed, second.Failed));
        Assert.Equal(["a"], world.Kind.There);
        var orphan = await world.OrphanAsync("b");
        Assert.Equal((OrphanState.Removed, "manifest of b", world.Clock.Now() + world.Options.UndoFor), (orphan.State, orphan.Undo, orphan.UndoUntil));
        Assert.Contains(orphan.Id, world.Kind.Kept);
        var detected = Assert.Single(world.Outlet.Detected);
        Assert.Equal(("gone", "workspace", "b", false), (detected.JobId, detected.ResourceType, detected.ResourceName, detected.DryRun));
        var performed = Assert.Single(world.Outlet.Performed);
        Assert.True(performed.Success);
        Assert.Contains(orphan.Id.ToString(), performed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_nothing_be_removed_until_its_kind_is_switched_on()
    {
        await using var world = await OrphanWorld.StartAsync();
        await world.AnnounceAsync("known");
        world.Put("b", "gone", Old);

        var found = await world.ScanTwiceAsync();
        world.Clock.Pass(world.Options.Interval);
        await world.ScanAsync();

        Assert.Equal((true, 1, 0), (found.DryRun, found.Ready, found.Removed));
        Assert.Empty(world.Kind.Removed);
        Assert.True(Assert.Single(world.Outlet.Detected).DryRun);
        Assert.Contains("job gone is not known", (await world.OrphanAsync("b")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_a_dry_run_remove_nothing_whatever_is_switched_on()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        world.Put("b", "gone", Old);

        Assert.Equal(1, (await world.ScanTwiceAsync(dryRun: true)).Ready);

        Assert.Empty(world.Kind.Removed);
    }

    [Fact]
    public async Task Should_two_scans_close_together_count_as_one_sighting()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        world.Put("b", "gone", Old);

        await world.ScanAsync();
        world.Clock.Pass(world.Options.Interval - TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await world.ScanAsync()).Waiting);
        Assert.Empty(world.Kind.Removed);

        world.Clock.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await world.ScanAsync()).Removed);
    }

    [Fact]
    public async Task Should_a_young_one_stay_until_it_is_old()
    {
        await using var world = await OrphanWorld.StartRemovingAsync(new() { ["options:orphans:kinds:workspace:minimumAge"] = "2h" });
        await world.AnnounceAsync("known");
        world.Put("b", "gone", TimeSpan.FromMinutes(1));

        Assert.Equal(1, (await world.ScanTwiceAsync()).Young);
        Assert.Empty(world.Kind.Removed);

        world.Clock.Pass(TimeSpan.FromHours(2));
        Assert.Equal(1, (await world.ScanAsync()).Removed);
    }

    [Fact]
    public async Task Should_one_whose_age_nobody_knows_stay()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        world.Kind.Put("b", "gone", null);

        Assert.Equal(1, (await world.ScanTwiceAsync()).Young);

        Assert.Empty(world.Kind.Removed);
        Assert.Contains("its age is not known", (await world.OrphanAsync("b")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_one_that_is_held_stay()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        world.Put("b", "gone", Old, heldBy: "flowforge.io/protected=true");

        Assert.Equal(1, (await world.ScanTwiceAsync()).Held);

        Assert.Empty(world.Kind.Removed);
        Assert.Contains("flowforge.io/protected=true", (await world.OrphanAsync("b")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_one_that_was_changed_in_between_be_seen_twice_again()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        world.Put("b", "gone", Old);
        await world.ScanAsync();
        var first = (await world.OrphanAsync("b")).Id;
        world.Clock.Pass(TimeSpan.FromMinutes(1));
        world.Put("b", "gone", TimeSpan.Zero);
        world.Clock.Pass(TimeSpan.FromHours(2));

        Assert.Equal(1, (await world.ScanAsync()).Waiting);

        Assert.Empty(world.Kind.Removed);
        Assert.NotEqual(first, Assert.Single(await world.OrphansAsync()).Id);
    }

    [Fact]
    public async Task Should_one_whose_job_becomes_known_be_forgotten()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        world.Put("b", "late", Old);
        await world.ScanAsync();
        await world.AnnounceAsync("late");
        world.Clock.Pass(world.Options.Interval);

        Assert.Equal(0, (await world.ScanAsync()).Ownerless);

        Assert.Empty(world.Kind.Removed);
        Assert.Empty(await world.OrphansAsync());
    }

    [Fact]
    public async Task Should_the_job_be_asked_for_again_right_before_the_removal()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        foreach (var name in (string[])["a", "b", "c", "d"]) world.Put(name, "late", Old);
        await world.ScanAsync();
        world.Clock.Pass(world.Options.Interval);
        // While the second page is listed.
        world.Kind.Listing = () => world.AnnounceAsync("late").GetAwaiter().GetResult();

        Assert.Equal(0, (await world.ScanAsync()).Removed);

        Assert.Empty(world.Kind.Removed);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Should_a_job_that_is_announced_or_held_while_others_are_removed_be_spared(bool held)
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        foreach (var name in (string[])["one", "two"]) world.Put(name, name, Old);
        await world.ScanAsync();
        world.Clock.Pass(world.Options.Interval);
        var spared = "";
        world.Kind.Removing = async standing =>
        {
            if (spared.Length > 0) return;
            spared = standing.Name == "one" ? "two" : "one";
            if (held) await world.Harness.Registry.HoldAsync(JobId.Parse(spared), new JobHold("ann", "evidence", world.Clock.Now()), TestContext.Current.CancellationToken);
            else await world.AnnounceAsync(spared);
        };

        Assert.Equal(1, (await world.ScanAsync()).Removed);

        Assert.Equal([spared], world.Kind.There);
    }

    [Fact]
    public async Task Should_a_hold_that_comes_after_the_listing_be_heeded()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        foreach (var name in (string[])["a", "b", "c", "d"]) world.Put(name, "gone", Old);
        await world.ScanAsync();
        world.Clock.Pass(world.Options.Interval);
        world.Kind.Listing = () => world.Put("a", "gone", Old, heldBy: "a lock");

        Assert.Equal(3, (await world.ScanAsync()).Removed);

        Assert.Equal(["a"], world.Kind.There);
    }

    [Fact]
    public async Task Should_what_comes_back_under_its_name_be_another_orphan()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        world.Put("b", "gone", Old);
        await world.ScanTwiceAsync();
        world.Put("b", "gone", Old);

        Assert.Equal(1, (await world.ScanAsync()).Waiting);

        Assert.Equal([OrphanState.Removed, OrphanState.Seen], (await world.OrphansAsync()).Select(orphan => orphan.State).Order().Reverse());
        Assert.Equal(["b"], world.Kind.There);
    }

    [Fact]
    public async Task Should_only_the_kind_that_is_asked_for_be_scanned()
    {
        await using var world = await OrphanWorld.StartAsync(new() { ["options:orphans:kinds:pod:scan"] = "false" }, new FakeKind(OwnedKinds.Workspace), new FakeKind(OwnedKinds.Pod));
        await world.AnnounceAsync("known");

        Assert.Equal(["workspace"], (await world.ScanAllAsync()).Results.Select(result => result.Kind));
        Assert.Equal("pod", (await world.ScanAsync(kind: "pod")).Kind);
        Assert.Contains("nothing of that kind here", (await world.ScanAsync(kind: "secret")).Stopped, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_the_scan_of_the_clock_be_asked_for_once_a_minute_at_most()
    {
        await using var world = await OrphanWorld.StartAsync();
        await world.AnnounceAsync("known");

        await world.Scans.RequestAsync(TestContext.Current.CancellationToken);
        await world.Scans.RequestAsync(TestContext.Current.CancellationToken);

        Assert.Single(await world.Store.ListScansAsync(finished: false, 10, TestContext.Current.CancellationToken));
    }
}
