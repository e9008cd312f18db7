using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Recovery.Tests;

public sealed class When_an_end_was_not_reported
{
    [Theory]
    [InlineData(0, JobOutcome.Succeeded, 0)]
    [InlineData(3, JobOutcome.Failed, 1)]
    public async Task Should_be_told_as_the_runtime_knows_it(int exitCode, JobOutcome outcome, int restarts)
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        var endedAt = world.Clock.Now().AddMinutes(1);
        (job.Alive, job.ExitCode, job.FinishedAt) = (false, exitCode, endedAt);

        await world.PassToSuspicionAsync();
        await world.PassToSecondLookAsync();

        var end = Assert.Single(world.Told<JobFinished>());
        Assert.Equal((outcome, exitCode, endedAt), (end.Outcome, end.ExitCode, end.FinishedAt));
        Assert.Equal("its end was not reported; the fake runtime says: ended", end.Reason);
        Assert.Equal(restarts, world.Restarts().Count);
        Assert.Equal(restarts, world.Told<JobRecoveryAttempted>().Count);
        Assert.Empty(world.Told<JobDeclaredDead>());
        Assert.Empty(job.Acts);
    }

    [Fact]
    public async Task Should_be_told_again_as_long_as_it_does_not_arrive()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        (job.Alive, job.ExitCode, job.FinishedAt) = (false, 3, world.Clock.Now());

        await world.PassToSuspicionAsync();
        await world.PassAsync(TimeSpan.FromMinutes(3));

        Assert.InRange(world.Told<JobFinished>().Count, 2, 5);
        Assert.Single(world.Told<JobFinished>().Distinct());
        Assert.Single(world.Restarts().Select(restart => restart.Request.Id).Distinct());
    }

    [Fact]
    public async Task Should_a_protected_job_end_and_not_be_restarted()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync(isProtected: true);
        (job.Alive, job.ExitCode, job.FinishedAt) = (false, 3, world.Clock.Now());

        await world.PassToSuspicionAsync();
        await world.PassToSecondLookAsync();

        Assert.Single(world.Told<JobFinished>());
        Assert.Empty(world.Restarts());
    }
}
