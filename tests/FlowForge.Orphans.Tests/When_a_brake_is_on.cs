using FlowForge.Jobs;

namespace FlowForge.Orphans.Tests;

/// <summary>Whatever is strange about the world stops the scan, which says why and removes nothing.</summary>
public sealed class When_a_brake_is_on
{
    private static readonly TimeSpan Old = TimeSpan.FromDays(3);

    [Fact]
    public async Task Should_an_empty_registry_stop_it()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        world.Put("a", "gone", Old);

        await StoppedAsync(world, await world.ScanTwiceAsync(), "the job registry is empty");
    }

    [Fact]
    public async Task Should_a_registry_that_only_heard_of_jobs_count_as_empty()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.Harness.Registry.ApplyHeartbeatsAsync([new HeartbeatMark(JobId.Parse("unannounced"), 1, world.Clock.Now(), null)], TestContext.Current.CancellationToken);
        world.Put("a", "gone", Old);

        await StoppedAsync(world, await world.ScanTwiceAsync(), "the job registry is empty");
    }

    [Fact]
    public async Task Should_a_registry_in_which_nothing_happens_any_more_stop_it()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        world.Put("a", "gone", Old);
        await world.ScanAsync();
        world.Clock.Pass(world.Options.NewestJobWithin + TimeSpan.FromSeconds(1));

        await StoppedAsync(world, await world.ScanAsync(), "longer ago than options:orphans:newestJobWithin (7d) allows");
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public async Task Should_a_registry_that_fails_half_way_stop_it(int answers)
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        foreach (var number in Enumerable.Range(0, 9)) world.Put($"{number}", "gone", Old);
        await world.ScanAsync();
        world.Clock.Pass(world.Options.Interval);
        world.Faults.AnswersLeft = answers;

        await StoppedAsync(world, await world.ScanAsync(), "the database is away");

        world.Faults.AnswersLeft = null;
        Assert.Equal(9, (await world.ScanAsync()).Removed);
    }

    [Fact]
    public async Task Should_a_store_that_fails_half_way_stop_it()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        foreach (var number in Enumerable.Range(0, 9)) world.Put($"{number}", "gone", Old);
        await world.ScanAsync();
        world.Clock.Pass(world.Options.Interval);
        world.Kind.Listing = () => throw new IOException("listing 'jobs/' failed: the S3 server has no bucket 'wrong'");

        await StoppedAsync(world, await world.ScanAsync(), "no bucket 'wrong'");
    }

    [Fact]
    public async Task Should_too_great_a_share_stop_it()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        foreach (var number in Enumerable.Range(0, 40)) world.Put($"{number:00}", "known", Old);
        foreach (var number in Enumerable.Range(40, 11)) world.Put($"{number:00}", "gone", Old);

        await StoppedAsync(world, await world.ScanTwiceAsync(), "11 of 51 seem ownerless, more than the share of 0.2");
    }

    [Fact]
    public async Task Should_a_great_share_of_few_not_stop_it()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        foreach (var number in Enumerable.Range(0, 9)) world.Put($"{number}", "gone", Old);

        Assert.Equal(9, (await world.ScanTwiceAsync()).Removed);
    }

    [Fact]
    public async Task Should_too_many_stop_it_and_what_was_seen_be_listed()
    {
        await using var world = await OrphanWorld.StartRemovingAsync(new() { ["options:orphans:kinds:workspace:number"] = "5" });
        await world.AnnounceAsync("known");
        foreach (var number in Enumerable.Range(0, 9)) world.Put($"{number}", "gone", Old);

        await StoppedAsync(world, await world.ScanTwiceAsync(), "more than 5 of the 6 listed so far seem ownerless");

        Assert.Equal(6, (await world.OrphansAsync()).Count);
    }

    [Theory, InlineData(3), InlineData(-3)]
    public async Task Should_a_clock_that_jumps_stop_it_and_make_every_sighting_the_first(int days)
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        world.Put("old", "gone", TimeSpan.FromDays(30));
        await world.ScanAsync();
        world.Clock.Pass(world.Options.Interval);
        world.Clock.Jump(TimeSpan.FromDays(days));

        await StoppedAsync(world, await world.ScanAsync(), days > 0 ? "the clock jumped forward by 3d" : "the clock jumped back by 3d");

        // Set right, it has jumped once more.
        world.Clock.Jump(TimeSpan.FromDays(-days));
        await StoppedAsync(world, await world.ScanAsync(), "the clock jumped");
        Assert.Equal((0, 1), await world.ScanAsync() is var first ? (first.Removed, first.Waiting) : default);
        world.Clock.Pass(world.Options.Interval);
        Assert.Equal(1, (await world.ScanAsync()).Removed);
        Assert.Equal(["old"], world.Kind.Removed);
    }

    [Fact]
    public async Task Should_a_clock_that_jumps_while_it_lists_stop_it()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        foreach (var number in Enumerable.Range(0, 5)) world.Put($"{number}", "gone", TimeSpan.Zero);
        await world.ScanAsync();
        world.Clock.Pass(TimeSpan.FromMinutes(1));
        world.Kind.Listing = () => world.Clock.Jump(TimeSpan.FromHours(5));

        await StoppedAsync(world, await world.ScanAsync(), "the clock jumped forward by 5h");
    }

    [Fact]
    public async Task Should_a_clock_behind_the_registrys_newest_job_stop_it()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.AnnounceAsync("known");
        world.Put("a", "gone", Old);
        world.Clock.Jump(TimeSpan.FromHours(-1));
        // A process that starts with the wrong clock has seen no jump.
        world.StartAgain();

        await StoppedAsync(world, await world.ScanTwiceAsync(), "still to come by this machine's clock");
    }

    [Fact]
    public async Task Should_it_be_measured()
    {
        await using var world = await OrphanWorld.StartRemovingAsync();
        await world.ScanAsync();
        Assert.NotNull(Assert.Single(world.Outlet.Measured).Stopped);
    }

    private static async Task StoppedAsync(OrphanWorld world, OrphanScanResult found, string why)
    {
        Assert.Contains(why, found.Stopped, StringComparison.Ordinal);
        Assert.Equal(0, found.Removed);
        Assert.Empty(world.Kind.Removed);
        Assert.DoesNotContain(await world.OrphansAsync(), orphan => orphan.State != OrphanState.Seen);
    }
}
