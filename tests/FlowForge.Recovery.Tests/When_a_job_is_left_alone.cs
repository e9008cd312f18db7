using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Recovery.Tests;

public sealed class When_a_job_is_left_alone
{
    public static TheoryData<Action<FakeJob>, string> Ills => new()
    {
        { job => job.Diagnosis = JobDiagnosis.NodeLost, "node lost" },
        { job => job.Diagnosis = JobDiagnosis.CrashLoop, "CrashLoopBackOff" },
        { job => job.Alive = false, "ended, nobody knows how" },
        { _ => { }, "silent, but alive" },
    };

    [Theory, MemberData(nameof(Ills))]
    public async Task Should_a_protected_job_be_reported_once_whatever_it_is(Action<FakeJob> befall, string cause)
    {
        await using var world = await RecoveryWorld.StartAsync();
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        var job = await world.RunAsync(isProtected: true);
        befall(job);

        await world.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal([$"{cause}: report"], world.Outlet.Counted);
        ShouldBeUntouched(world, job);
    }

    [Theory, MemberData(nameof(Ills))]
    public async Task Should_a_held_job_be_reported_once_and_dealt_with_after_the_release(Action<FakeJob> befall, string cause)
    {
        await using var world = await RecoveryWorld.StartAsync();
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        var job = await world.RunAsync();
        befall(job);
        await world.Harness.Registry.HoldAsync(JobId.Parse("job"), new JobHold("ann", "evidence", world.Clock.Now()), TestContext.Current.CancellationToken);

        await world.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal([$"{cause}: report"], world.Outlet.Counted);
        ShouldBeUntouched(world, job);

        await world.Harness.Registry.ReleaseHoldAsync(JobId.Parse("job"), TestContext.Current.CancellationToken);
        await world.PassAsync(TimeSpan.FromHours(1));
        Assert.Single(world.Told<JobDeclaredDead>());
    }

    [Fact]
    public async Task Should_a_job_that_is_held_while_it_is_looked_at_be_left_alone()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = JobDiagnosis.NodeLost;
        job.OnObserve = () => world.Harness.Registry.HoldAsync(JobId.Parse("job"), new JobHold("ann", "evidence", world.Clock.Now()));

        await world.PassAsync(TimeSpan.FromMinutes(10));

        ShouldBeUntouched(world, job);
    }

    [Fact]
    public async Task Should_nothing_be_concluded_from_a_runtime_that_does_not_look_there()
    {
        await using var world = await RecoveryWorld.StartAsync();
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        var job = await world.RunAsync();
        job.OutOfReach = true;

        await world.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal(["out of its runtime's reach: report"], world.Outlet.Counted);
        ShouldBeUntouched(world, job);
    }

    [Fact]
    public async Task Should_nothing_be_concluded_from_a_runtime_that_does_not_answer()
    {
        await using var world = await RecoveryWorld.StartAsync();
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        var job = await world.RunAsync();
        job.ObserveFails = true;

        await world.PassAsync(TimeSpan.FromHours(1));

        Assert.Empty(world.Outlet.Counted);
        ShouldBeUntouched(world, job);

        job.ObserveFails = false;
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Single(world.Told<JobDeclaredDead>());
    }

    [Fact]
    public async Task Should_a_job_that_is_being_stopped_be_left_to_its_ladder()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = JobDiagnosis.NodeLost;
        await world.Harness.Registry.RequestTerminationAsync(JobId.Parse("job"), 1, 0, world.Clock.Now(), "exceeded its timeout", TestContext.Current.CancellationToken);

        await world.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal("being stopped", (await world.FindAsync()).Silence!.Cause);
        ShouldBeUntouched(world, job);
    }

    [Fact]
    public async Task Should_a_job_that_its_ladder_sets_out_to_stop_while_it_is_looked_at_be_left_to_it()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = JobDiagnosis.NodeLost;
        job.OnObserve = () => world.Harness.Registry.RequestTerminationAsync(JobId.Parse("job"), 1, 0, world.Clock.Now(), "exceeded its timeout");

        await world.PassAsync(TimeSpan.FromMinutes(10));

        ShouldBeUntouched(world, job);
    }

    [Fact]
    public async Task Should_an_attempt_that_was_followed_by_another_be_let_be()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = JobDiagnosis.NodeLost;
        await world.PassToSuspicionAsync();
        var next = await world.RunAsync(attempt: 2);

        await world.PassAsync(TimeSpan.FromMinutes(4));

        ShouldBeUntouched(world, job);
        ShouldBeUntouched(world, next);
    }

    private static void ShouldBeUntouched(RecoveryWorld world, FakeJob job)
    {
        Assert.Empty(job.Acts);
        Assert.Empty(world.Told<JobDeclaredDead>());
        Assert.Empty(world.Told<JobFinished>());
        Assert.Empty(world.Told<JobRecoveryAttempted>());
        Assert.Empty(world.Restarts());
    }
}
