using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Recovery.Tests;

/// <summary>A mass loss of heartbeats: the broker, the registry or the network is ill, not the jobs.</summary>
public sealed class When_most_jobs_are_silent
{
    private const int Watched = 20;

    [Fact]
    public async Task Should_none_be_touched_and_recovery_go_on_by_itself()
    {
        await using var world = await RecoveryWorld.StartAsync();
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        var jobs = await RunAsync(world);

        await world.PassAsync(TimeSpan.FromHours(1));

        Assert.True(world.Outlet.IsSuspended);
        Assert.All(jobs, job => Assert.Empty(job.Acts));
        Assert.Equal("recovery was suspended", (await world.FindAsync("job-0")).Silence!.Cause);

        // All but one are heard of again: that one has died meanwhile, and is found.
        await BeatAsync(world, 1, Watched);
        await world.PassAsync(TimeSpan.FromSeconds(30));
        Assert.False(world.Outlet.IsSuspended);
        for (var minute = 0; minute < 6; minute++)
        {
            await world.PassAsync(TimeSpan.FromMinutes(1));
            await BeatAsync(world, 1, Watched);
        }

        Assert.Equal(["kill"], jobs[0].Acts);
        Assert.Equal("job-0", Assert.Single(world.Told<JobDeclaredDead>()).JobId);
        Assert.All(jobs.Skip(1), job => Assert.Empty(job.Acts));
    }

    [Fact]
    public async Task Should_whoever_is_slow_to_beat_again_have_the_time_that_its_policy_allows()
    {
        await using var world = await RecoveryWorld.StartAsync();
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        var jobs = await RunAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(20));

        await BeatAsync(world, 5, Watched);
        await world.PassAsync(TimeSpan.FromMinutes(4));
        Assert.False(world.Outlet.IsSuspended);
        await BeatAsync(world, 0, Watched);
        await world.PassAsync(TimeSpan.FromMinutes(4));

        Assert.All(jobs, job => Assert.Empty(job.Acts));
        Assert.Null((await world.FindAsync("job-0")).Silence);
    }

    [Fact]
    public async Task Should_be_found_also_by_a_service_that_has_just_started()
    {
        await using var world = await RecoveryWorld.StartAsync();
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        var jobs = await RunAsync(world);
        await world.PassToSuspicionAsync();

        for (var sweep = 0; sweep < 20; sweep++)
        {
            world.StartAgain();
            await world.PassAsync(TimeSpan.FromSeconds(15));
        }

        Assert.All(jobs, job => Assert.Empty(job.Acts));
    }

    [Theory]
    [InlineData(9, 9)]
    [InlineData(10, 20)]
    public async Task Should_fewer_be_dealt_with_as_always(int silent, int watched)
    {
        await using var world = await RecoveryWorld.StartAsync();
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        var jobs = await RunAsync(world, watched);
        for (var minute = 0; minute < 7; minute++)
        {
            await world.PassAsync(TimeSpan.FromMinutes(1));
            await BeatAsync(world, silent, watched);
        }

        Assert.False(world.Outlet.IsSuspended);
        Assert.All(jobs.Take(silent), job => Assert.Equal(["kill"], job.Acts));
        Assert.All(jobs.Skip(silent), job => Assert.Empty(job.Acts));
    }

    [Fact]
    public async Task Should_what_was_declared_dead_before_be_ended_all_the_same()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var dead = await world.RunAsync("dead");
        (dead.Diagnosis, dead.FailuresLeft) = (JobDiagnosis.OutOfMemory, 1);
        await world.PassToSuspicionAsync();
        var jobs = await RunAsync(world);
        await world.PassToSecondLookAsync();
        Assert.Empty(world.Told<JobFinished>());

        // Its next try falls into the suspension.
        dead.FailuresLeft = int.MaxValue;
        await world.PassToSuspicionAsync();
        Assert.True(world.Outlet.IsSuspended);
        dead.FailuresLeft = 0;
        await world.PassAsync(TimeSpan.FromMinutes(20));

        Assert.Equal("dead", world.Told<JobFinished>()[0].JobId);
        Assert.All(jobs, job => Assert.Empty(job.Acts));
    }

    private static async Task<List<FakeJob>> RunAsync(RecoveryWorld world, int watched = Watched)
    {
        var jobs = new List<FakeJob>();
        for (var number = 0; number < watched; number++) jobs.Add(await world.RunAsync($"job-{number}"));
        return jobs;
    }

    private static async Task BeatAsync(RecoveryWorld world, int from, int to)
    {
        for (var number = from; number < to; number++) await world.BeatAsync($"job-{number}");
    }
}
