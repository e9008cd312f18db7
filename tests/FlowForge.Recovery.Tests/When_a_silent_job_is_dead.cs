using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Recovery.Tests;

public sealed class When_a_silent_job_is_dead
{
    [Theory]
    [InlineData(JobDiagnosis.NoPods, "no pods", "force_delete")]
    [InlineData(JobDiagnosis.NodeLost, "node lost", "force_delete")]
    [InlineData(JobDiagnosis.OutOfMemory, "OOMKilled", "kill")]
    public async Task Should_be_ended_at_the_second_look(JobDiagnosis diagnosis, string cause, string act)
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = diagnosis;

        await DieAsync(world);

        Assert.Equal([act], job.Acts);
        ShouldBeRestarted(world, cause);
        Assert.Equal([$"{cause}: declare_dead", $"{cause}: restart"], world.Outlet.Counted);
    }

    [Fact]
    public async Task Should_be_restarted_when_its_runtime_knows_it_no_more()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        world.Harness.Runtime.Remove("job");

        await DieAsync(world);

        Assert.Empty(job.Acts);
        ShouldBeRestarted(world, "job gone");
    }

    [Fact]
    public async Task Should_be_restarted_when_nobody_knows_how_it_ended()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        var endedAt = world.Clock.Now().AddSeconds(10);
        (job.Alive, job.FinishedAt) = (false, endedAt);

        await DieAsync(world);

        Assert.Empty(job.Acts);
        ShouldBeRestarted(world, "ended, nobody knows how");
        Assert.Equal(endedAt, world.Told<JobFinished>()[0].FinishedAt);
    }

    [Fact]
    public async Task Should_be_noted_before_it_is_told_and_told_before_it_is_killed()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = JobDiagnosis.OutOfMemory;
        await world.PassToSuspicionAsync();
        DateTimeOffset? noted = null;
        var told = 0;
        // Asked twice: for the verdict, and before it is killed.
        job.OnObserve = async () => (noted, told) = ((await world.FindAsync()).Silence!.DeadAt, world.Told<JobDeclaredDead>().Count);
        job.ObeysKill = false;
        job.FailuresLeft = 1;

        await world.PassToSecondLookAsync();

        Assert.NotNull(noted);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Should_be_given_up_when_it_was_its_last_attempt()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync(attempt: 3, attemptLimit: 3);
        job.Diagnosis = JobDiagnosis.OutOfMemory;

        await DieAsync(world);

        Assert.Empty(world.Restarts());
        var attempted = Assert.Single(world.Told<JobRecoveryAttempted>());
        Assert.Equal(("give_up", true, null), (attempted.Action, attempted.Success, attempted.NextAttempt));
        Assert.EndsWith("attempt 3 of 3, none follows", Assert.Single(world.Told<JobFinished>()).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 60)]
    [InlineData(4, 240)]
    [InlineData(9, 900)]
    public async Task Should_the_next_attempt_wait_ever_longer(int attempt, int seconds)
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync(attempt: attempt, attemptLimit: 10);
        job.Diagnosis = JobDiagnosis.OutOfMemory;

        await DieAsync(world);

        Assert.Equal(Assert.Single(world.Told<JobDeclaredDead>()).At.AddSeconds(seconds), Assert.Single(world.Restarts()).At);
    }

    [Fact]
    public async Task Should_the_request_be_scheduled_before_the_end_is_told()
    {
        await using var world = await RecoveryWorld.StartAsync();
        (await world.RunAsync()).Diagnosis = JobDiagnosis.OutOfMemory;

        await DieAsync(world);

        var sent = world.Harness.Sent;
        Assert.True(sent.IndexOf<MassTransit.Scheduling.ScheduleMessage>() < sent.IndexOf<JobFinished>());
    }

    [Fact]
    public async Task Should_not_be_looked_at_any_more_once_it_is_finished()
    {
        await using var world = await RecoveryWorld.StartAsync();
        (await world.RunAsync()).Diagnosis = JobDiagnosis.OutOfMemory;
        await DieAsync(world);

        await world.FinishAsync(world.Told<JobFinished>()[0]);
        await world.PassAsync(TimeSpan.FromHours(1));

        Assert.Single(world.Told<JobFinished>());
        Assert.Equal(JobOutcome.Failed, (await world.FindAsync()).Outcome);
    }

    private static async Task DieAsync(RecoveryWorld world)
    {
        await world.PassToSuspicionAsync();
        Assert.Empty(world.Told<JobDeclaredDead>());
        await world.PassToSecondLookAsync();
    }

    private static void ShouldBeRestarted(RecoveryWorld world, string cause)
    {
        var dead = Assert.Single(world.Told<JobDeclaredDead>());
        Assert.Equal((cause, 1, "flowforge/recovery", DerivedId.From("dead", JobId.Parse("job"), 1)), (dead.Cause, dead.Attempt, dead.InitiatedBy, dead.Id));
        var (request, at) = Assert.Single(world.Restarts());
        Assert.Equal((1, 2, cause), (request.Attempt, request.NextAttempt, request.Cause));
        Assert.Equal(dead.At.AddSeconds(30), at);
        var attempted = Assert.Single(world.Told<JobRecoveryAttempted>());
        Assert.Equal(("restart", true, 2, cause), (attempted.Action, attempted.Success, attempted.NextAttempt, attempted.Cause));
        var end = Assert.Single(world.Told<JobFinished>());
        Assert.Equal((JobOutcome.Failed, 1), (end.Outcome, end.Attempt));
        Assert.Equal($"declared dead: {cause}; never heard of since its start; attempt 1 of 2, attempt 2 follows", end.Reason);
    }
}
