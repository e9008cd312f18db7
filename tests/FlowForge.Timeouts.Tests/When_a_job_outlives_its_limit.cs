using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Lifecycle;
using FlowForge.Scheduler;
using FlowForge.Testing;

namespace FlowForge.Timeouts.Tests;

/// <summary>Lifecycle, scheduler and timeouts together, in real time: from the start of a job to its last step.</summary>
public sealed class When_a_job_outlives_its_limit
{
    private static readonly Dictionary<string, string?> Quick = new()
    {
        ["options:timeouts:tries"] = "2",
        ["options:timeouts:retryDelay"] = "10ms",
        ["options:timeouts:verifyWithin"] = "200ms",
        ["options:timeouts:unreachableDelay"] = "300ms",
    };

    [Theory]
    [InlineData(true, true, new[] { TimeoutAction.Warn, TimeoutAction.SoftKill, TimeoutAction.HardKill }, TimeoutActionResult.AlreadyGone)]
    [InlineData(false, true, new[] { TimeoutAction.Warn, TimeoutAction.SoftKill, TimeoutAction.HardKill }, TimeoutActionResult.Succeeded)]
    [InlineData(false, false, new[] { TimeoutAction.Warn, TimeoutAction.SoftKill, TimeoutAction.HardKill, TimeoutAction.ForceDelete }, TimeoutActionResult.Succeeded)]
    public async Task Should_climb_as_far_as_the_job_makes_it(bool obeysTerminate, bool obeysKill, TimeoutAction[] expected, TimeoutActionResult last)
    {
        await using var harness = await StartAsync();
        harness.Runtime.Add("slow", job => (job.ObeysTerminate, job.ObeysKill) = (obeysTerminate, obeysKill));

        await harness.Bus.Publish(new JobStarted { JobId = "slow", StartedAt = TimeProvider.System.GetUtcNow(), Timeout = "500ms", GracePeriod = "600ms" }, TestContext.Current.CancellationToken);

        await harness.SeeAsync<TimeoutActionTaken>(taken => taken.Action == expected[^1] && taken.Result == last);
        Assert.Equal(expected, harness.Sent.Of<TimeoutActionTaken>().Select(taken => taken.Action));
        Assert.Equal(!obeysKill, harness.Sent.Of<TimeoutActionTaken>().Any(taken => taken is { Action: TimeoutAction.HardKill, Result: TimeoutActionResult.Failed }));
        var due = harness.Sent.Of<TimeoutActionTaken>();
        Assert.All(due, taken => Assert.True(taken.At >= taken.DueAt));
    }

    [Fact]
    public async Task Should_be_told_as_terminating_before_it_has_ended()
    {
        await using var harness = await StartAsync();
        harness.Runtime.Add("slow");

        await harness.Bus.Publish(new JobStarted { JobId = "slow", StartedAt = TimeProvider.System.GetUtcNow(), Timeout = "300ms", GracePeriod = "300ms" }, TestContext.Current.CancellationToken);

        await harness.SeeAsync<JobStageChanged>(change => change.Stage == LifecycleStage.Terminating);
        // Nobody reported its end, so the next step finds it gone and reports it.
        var finished = await harness.SeeAsync<JobFinished>();
        Assert.Equal(JobOutcome.Terminated, finished.Outcome);
        var job = await Eventually.GetAsync(async () => await harness.Registry.FindAsync(JobId.Parse("slow")) is { IsFinished: true } ended ? ended : null, "it did not end");
        Assert.Equal(JobOutcome.Terminated, job.Outcome);
        Assert.Contains("exceeded its timeout of 300ms", job.TerminationReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_get_its_whole_ladder_when_its_runtime_could_not_be_asked_for_a_while()
    {
        await using var harness = await StartAsync();
        var job = harness.Runtime.Add("slow", job => (job.ObserveFails, job.ObeysTerminate) = (true, false));
        await harness.Bus.Publish(new JobStarted { JobId = "slow", StartedAt = TimeProvider.System.GetUtcNow(), Timeout = "100ms", GracePeriod = "300ms" }, TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync(() => harness.Sent.Of<TimeoutActionTaken>().Count >= 3, "the step was not tried again");
        Assert.Empty(job.Acts);

        job.ObserveFails = false;
        await harness.SeeAsync<TimeoutActionTaken>(taken => taken is { Action: TimeoutAction.HardKill, Result: TimeoutActionResult.Succeeded });

        var outage = harness.Sent.Of<TimeoutActionTaken>().TakeWhile(taken => taken.Result == TimeoutActionResult.Failed).ToList();
        Assert.All(outage, taken => Assert.Equal((TimeoutAction.Warn, outage[0].Id), (taken.Action, taken.Id)));
        Assert.Contains("the fake runtime could not be asked about the job and will be again: the runtime does not answer", outage[0].Error, StringComparison.Ordinal);
        var done = harness.Sent.Of<TimeoutActionTaken>().Skip(outage.Count).ToList();
        Assert.Equal([TimeoutAction.Warn, TimeoutAction.SoftKill, TimeoutAction.HardKill], done.Select(taken => taken.Action));
        Assert.DoesNotContain(outage[0].Id, done.Select(taken => taken.Id));
        Assert.True(done[2].At - done[1].At >= TimeSpan.FromMilliseconds(300), "the job lost its grace period to the outage");
    }

    private static Task<ServiceHarness> StartAsync() => ServiceHarness.StartAsync(
        bus =>
        {
            bus.AddLifecycle();
            bus.AddScheduler();
            bus.AddTimeouts();
        }, Quick);
}
