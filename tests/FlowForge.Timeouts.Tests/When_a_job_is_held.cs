using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Lifecycle;
using FlowForge.Scheduler;
using FlowForge.Testing;

namespace FlowForge.Timeouts.Tests;

public sealed class When_a_job_is_held
{
    [Theory]
    [InlineData(1, TimeoutAction.SoftKill, "terminate")]
    [InlineData(2, TimeoutAction.HardKill, "kill")]
    [InlineData(3, TimeoutAction.ForceDelete, "force_delete")]
    public async Task Should_a_step_wait_for_the_release_and_be_told_once(int step, TimeoutAction action, string act)
    {
        await using var harness = await Ladder.StartAsync();
        var job = harness.Runtime.Add("job");
        await harness.RunAsync(step);
        await harness.HoldAsync();
        var begun = TimeProvider.System.Now();

        var first = await harness.ClimbAsync(action);
        var second = await harness.ClimbAsync(action);

        Assert.True(first.AgainAt >= begun + TimeSpan.FromMinutes(7));
        Assert.Equal(TimeoutActionResult.Skipped, first.Taken[0].Result);
        Assert.Contains("ann holds it since 1970-01-01", first.Taken[0].Reason, StringComparison.Ordinal);
        Assert.Equal(first.Taken[0].Id, second.Taken[0].Id);
        Assert.Empty(job.Acts);
        var standing = (await harness.FindAsync())!;
        Assert.Equal((step, null), (standing.NextStep, standing.TerminationRequestedAt));

        await harness.ReleaseAsync();
        var last = await harness.ClimbAsync(action);
        Assert.NotEqual(first.Taken[0].Id, last.Taken[0].Id);
        Assert.Equal([act], job.Acts);
    }

    [Fact]
    public async Task Should_nothing_be_done_when_the_hold_comes_at_the_last_moment()
    {
        await using var harness = await Ladder.StartAsync();
        var job = harness.Runtime.Add("job", j => j.OnObserve = harness.HoldAsync);
        await harness.RunAsync(1);

        var outcome = await harness.ClimbAsync(TimeoutAction.SoftKill);

        Assert.NotNull(outcome.AgainAt);
        Assert.Empty(job.Acts);
        Assert.Null((await harness.FindAsync())!.TerminationRequestedAt);
    }

    [Fact]
    public async Task Should_it_be_warned_all_the_same()
    {
        await using var harness = await Ladder.StartAsync();
        var job = harness.Runtime.Add("job");
        await harness.RunAsync(0);
        await harness.HoldAsync();

        await harness.ClimbAsync(TimeoutAction.Warn);

        Assert.Equal(["warn"], job.Acts);
    }

    [Fact]
    public async Task Should_its_ladder_go_on_by_itself_after_the_release()
    {
        await using var harness = await ServiceHarness.StartAsync(
            bus =>
            {
                bus.AddLifecycle();
                bus.AddScheduler();
                bus.AddTimeouts();
            },
            new Dictionary<string, string?> { ["options:timeouts:heldDelay"] = "100ms" });
        var job = harness.Runtime.Add("job");
        await harness.HoldAsync();
        await harness.Bus.Publish(new JobStarted { JobId = "job", StartedAt = TimeProvider.System.GetUtcNow(), Timeout = "100ms", GracePeriod = "200ms" }, TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync(() => Task.FromResult(harness.Sent.Of<TimeoutActionTaken>().Count(taken => taken.Result == TimeoutActionResult.Skipped) > 1), "it was not looked at again");
        Assert.DoesNotContain("terminate", job.Acts);

        await harness.ReleaseAsync();

        await harness.SeeAsync<TimeoutActionTaken>(taken => taken is { Action: TimeoutAction.SoftKill, Result: TimeoutActionResult.Succeeded });
        Assert.Single(harness.Sent.Of<TimeoutActionTaken>().Where(taken => taken.Result == TimeoutActionResult.Skipped).DistinctBy(taken => taken.Id));
    }
}
