using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Recovery.Tests;

public sealed class When_a_job_is_silent
{
    [Fact]
    public async Task Should_not_be_touched_before_the_second_look()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;

        await world.PassToSuspicionAsync();

        var record = await world.FindAsync();
        Assert.Equal((0, null, null), (record.Silence!.Looks, record.Silence.Cause, record.Silence.DeadAt));
        Assert.Empty(job.Acts);
        Assert.Empty(world.Told<JobDeclaredDead>());
    }

    [Fact]
    public async Task Should_be_looked_at_later_as_long_as_it_beats()
    {
        await using var world = await RecoveryWorld.StartAsync();
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        var job = await world.RunAsync();

        for (var beat = 0; beat < 10; beat++)
        {
            await world.PassAsync(TimeSpan.FromMinutes(4));
            await world.BeatAsync();
        }

        Assert.Null((await world.FindAsync()).Silence);
        Assert.Empty(job.Acts);
        Assert.Empty(world.Told<JobFinished>());
    }

    [Fact]
    public async Task Should_be_saved_by_a_heartbeat_that_comes_before_the_second_look()
    {
        await using var world = await RecoveryWorld.StartAsync();
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        var job = await world.RunAsync();
        await world.PassToSuspicionAsync();
        Assert.NotNull((await world.FindAsync()).Silence);

        world.Clock.Pass(TimeSpan.FromSeconds(1));
        await world.BeatAsync();
        await world.PassToSecondLookAsync();

        Assert.Null((await world.FindAsync()).Silence);
        Assert.Empty(job.Acts);
    }

    [Fact]
    public async Task Should_be_saved_by_a_heartbeat_that_comes_while_it_is_looked_at()
    {
        await using var world = await RecoveryWorld.StartAsync();
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        var job = await world.RunAsync();
        await world.PassToSuspicionAsync();
        job.OnObserve = () => world.BeatAsync();

        await world.PassToSecondLookAsync();

        Assert.Null((await world.FindAsync()).Silence);
        Assert.Empty(job.Acts);
        Assert.Empty(world.Told<JobDeclaredDead>());
    }

    [Fact]
    public async Task Should_be_reported_once_and_live_on_where_nothing_is_wrong_with_it()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();

        await world.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal(["silent, but alive: report"], world.Outlet.Counted);
        Assert.Equal("silent, but alive", (await world.FindAsync()).Silence!.Cause);
        Assert.Empty(job.Acts);
        Assert.Empty(world.Told<JobRecoveryAttempted>());
    }

    [Fact]
    public async Task Should_be_reported_again_when_it_falls_silent_again()
    {
        await using var world = await RecoveryWorld.StartAsync();
        await world.RunAsync();
        await world.PassAsync(TimeSpan.FromMinutes(20));

        await world.BeatAsync();
        await world.PassAsync(TimeSpan.FromMinutes(20));

        Assert.Equal(2, world.Outlet.Counted.Count);
    }

    [Fact]
    public async Task Should_be_killed_and_restarted_where_its_policy_says_so()
    {
        await using var world = await RecoveryWorld.StartAsync();
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        var job = await world.RunAsync();

        await world.PassToSuspicionAsync();
        await world.PassToSecondLookAsync();

        Assert.Equal(["kill"], job.Acts);
        Assert.Equal("silent, but alive", Assert.Single(world.Told<JobDeclaredDead>()).Cause);
        Assert.Equal(2, Assert.Single(world.Restarts()).Request.NextAttempt);
    }

    [Fact]
    public async Task Should_be_looked_at_twice_after_nobody_looked_for_an_hour()
    {
        await using var world = await RecoveryWorld.StartAsync();
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        var never = await world.RunAsync("never-looked-at");
        var suspect = await world.RunAsync("suspect");
        await world.PassToSuspicionAsync();
        Assert.NotNull((await world.FindAsync("suspect")).Silence);

        // The service is down; the heartbeats of that time are still in the queue.
        world.StartAgain();
        world.Clock.Pass(TimeSpan.FromHours(1));
        await world.Sweep.RunAsync(TestContext.Current.CancellationToken);
        Assert.Empty(never.Acts);
        Assert.Empty(suspect.Acts);

        await world.BeatAsync("suspect");
        await world.BeatAsync("never-looked-at");
        await world.PassToSecondLookAsync();
        Assert.Empty(world.Told<JobDeclaredDead>());
    }

    [Fact]
    public async Task Should_be_let_be_where_heartbeats_are_not_asked_for()
    {
        await using var world = await RecoveryWorld.StartAsync();
        world.Harness.Policies.HeartbeatTimeout = null;
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        var job = await world.RunAsync();

        await world.PassAsync(TimeSpan.FromHours(1));

        Assert.Null((await world.FindAsync()).Silence);
        Assert.Empty(job.Acts);
    }

    [Fact]
    public async Task Should_more_than_one_page_be_looked_at_in_one_sweep()
    {
        await using var world = await RecoveryWorld.StartAsync(new() { ["options:recovery:brakeShare"] = "1" });
        const int Jobs = RecoverySweep.Page + 10;
        for (var number = 0; number < Jobs; number++) await world.RunAsync($"job-{number}");

        await world.PassToSuspicionAsync();
        Assert.Equal(new SilenceCount(Jobs, Jobs), await world.Harness.Registry.CountSilentAsync(TestContext.Current.CancellationToken));

        await world.PassToSecondLookAsync();
        Assert.Equal(Jobs, world.Outlet.Counted.Count);
    }
}
