using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Recovery.Tests;

public sealed class When_recovery_is_cut_short
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    /// <summary>Before the declaration, the request, what was attempted and the end are told.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Should_be_done_again_under_the_same_ids(int steps)
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = JobDiagnosis.OutOfMemory;
        await world.PassToSuspicionAsync();

        world.Outlet.CutAfter = steps;
        await world.PassToSecondLookAsync();
        Assert.NotNull((await world.FindAsync()).Silence!.DeadAt);
        Assert.Empty(world.Told<JobFinished>());
        world.Outlet.CutAfter = null;
        world.StartAgain();
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["kill"], job.Acts.Distinct());
        Assert.Single(world.Told<JobDeclaredDead>().DistinctBy(one => one.Id));
        var (request, at) = Assert.Single(world.Restarts().DistinctBy(one => (one.Request.Id, one.At)));
        Assert.Equal((2, world.Told<JobDeclaredDead>()[0].At.AddSeconds(30)), (request.NextAttempt, at));
        Assert.Single(world.Told<JobRecoveryAttempted>().DistinctBy(one => one.Id));
        Assert.Single(world.Told<JobFinished>().Distinct());
    }

    [Fact]
    public async Task Should_a_failure_be_told_under_the_id_it_would_have_had()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = JobDiagnosis.OutOfMemory;
        job.FailuresLeft = 2;
        await world.PassToSuspicionAsync();

        world.Outlet.CutAfter = 1;
        await world.PassToSecondLookAsync();
        Assert.Empty(world.Told<JobRecoveryAttempted>());
        world.Outlet.CutAfter = null;
        world.StartAgain();
        await world.PassToSecondLookAsync();

        Assert.Equal(DerivedId.From("recovery", JobId.Parse("job"), 1, 1), world.Told<JobRecoveryAttempted>()[0].Id);
    }

    /// <summary>The job manager saw our kill and told the end before we had asked for the next attempt.</summary>
    [Fact]
    public async Task Should_the_next_attempt_be_asked_for_though_somebody_else_told_the_end()
    {
        await using var world = await RecoveryWorld.StartAsync();
        (await world.RunAsync()).Diagnosis = JobDiagnosis.OutOfMemory;
        await world.PassToSuspicionAsync();
        world.Outlet.CutAfter = 1;
        await world.PassToSecondLookAsync();
        world.Outlet.CutAfter = null;
        await world.FinishAsync(new JobFinished { JobId = "job", FinishedAt = world.Clock.Now(), Outcome = JobOutcome.Terminated, ExitCode = 137 });

        Assert.Equal(0, await world.LostRestarts.RunAsync(_cancelled));
        world.Clock.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await world.LostRestarts.RunAsync(_cancelled));

        var (request, at) = Assert.Single(world.Restarts());
        Assert.Equal((2, world.Told<JobDeclaredDead>()[0].At.AddSeconds(30)), (request.NextAttempt, at));
        Assert.Equal("restart", Assert.Single(world.Told<JobRecoveryAttempted>()).Action);
    }

    [Fact]
    public async Task Should_no_attempt_be_asked_for_again_that_has_come_or_is_not_wanted()
    {
        await using var world = await RecoveryWorld.StartAsync();
        foreach (var id in (string[])["came", "succeeded", "last"]) (await world.RunAsync(id, attempt: id == "last" ? 2 : 1)).Diagnosis = JobDiagnosis.OutOfMemory;
        await world.PassToSuspicionAsync();
        await world.PassToSecondLookAsync();
        Assert.Equal(3, world.Told<JobFinished>().Count);
        var asked = world.Restarts().Count;

        foreach (var end in world.Told<JobFinished>()) await world.FinishAsync(end.JobId == "succeeded" ? end with { Outcome = JobOutcome.Succeeded, FinishedAt = end.FinishedAt.AddMinutes(-1) } : end);
        await world.RunAsync("came", attempt: 2);
        world.Clock.Pass(TimeSpan.FromMinutes(10));

        Assert.Equal(0, await world.LostRestarts.RunAsync(_cancelled));
        Assert.Equal(asked, world.Restarts().Count);
    }
}
