using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Recovery.Tests;

public sealed class When_a_dead_job_cannot_be_ended
{
    [Theory]
    [InlineData(true, "kill did not work")]
    [InlineData(false, "still alive after 5s: 1 process")]
    public async Task Should_say_so_and_never_give_it_up(bool throws, string error)
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = JobDiagnosis.OutOfMemory;
        job.ObeysKill = false;
        if (throws) job.FailuresLeft = int.MaxValue;

        await world.PassToSuspicionAsync();
        await world.PassAsync(TimeSpan.FromHours(3));

        var tries = world.Told<JobRecoveryAttempted>();
        Assert.InRange(tries.Count, 12, 20);
        Assert.All(tries, one => Assert.Equal(("kill", false, error, null), (one.Action, one.Success, one.Error, one.NextAttempt)));
        Assert.Equal(tries.Count, tries.Select(one => one.Id).Distinct().Count());
        Assert.Single(world.Told<JobDeclaredDead>());
        Assert.Empty(world.Told<JobFinished>());
        Assert.Empty(world.Restarts());
    }

    [Fact]
    public async Task Should_be_finished_and_restarted_once_it_is_gone()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = JobDiagnosis.OutOfMemory;
        job.FailuresLeft = 2;

        await world.PassToSuspicionAsync();
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["kill", "kill", "kill"], job.Acts);
        Assert.Equal([false, false, true], world.Told<JobRecoveryAttempted>().Take(3).Select(one => one.Success));
        Assert.Equal(JobOutcome.Failed, world.Told<JobFinished>()[0].Outcome);
        Assert.Equal(2, world.Restarts()[0].Request.NextAttempt);
    }

    [Fact]
    public async Task Should_not_be_taken_for_ended_when_its_runtime_does_not_look_there_any_more()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = JobDiagnosis.OutOfMemory;
        job.FailuresLeft = 1;
        await world.PassToSuspicionAsync();
        await world.PassToSecondLookAsync();

        job.OutOfReach = true;
        await world.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Empty(world.Told<JobFinished>());
        Assert.Contains("cannot see it", world.Told<JobRecoveryAttempted>()[^1].Error, StringComparison.Ordinal);
    }
}
