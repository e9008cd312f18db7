using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Lifecycle;
using FlowForge.Testing;

namespace FlowForge.Timeouts.Tests;

/// <summary>One step at a time: nothing schedules here but the test.</summary>
public sealed class When_a_step_is_due
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_be_tried_again_when_the_runtime_fails()
    {
        await using var harness = await StartAsync();
        var job = harness.Runtime.Add("job", j => j.FailuresLeft = 2);
        var record = await RunningAsync(harness);

        await harness.Bus.Publish(Step(record, 1, TimeoutAction.SoftKill), _cancelled);

        var taken = await harness.SeeAsync<TimeoutActionTaken>();
        Assert.Equal((TimeoutActionResult.Succeeded, 3), (taken.Result, taken.Tries));
        Assert.Equal(["terminate", "terminate", "terminate"], job.Acts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_lead_to_the_next_step_when_it_cannot_be_done(bool gaveUpWaiting)
    {
        await using var harness = await StartAsync();
        harness.Runtime.Add("job", j =>
        {
            j.FailuresLeft = 99;
            if (gaveUpWaiting) j.Failure = message => new TaskCanceledException(message);
        });
        var record = await RunningAsync(harness);

        await harness.Bus.Publish(Step(record, 1, TimeoutAction.SoftKill), _cancelled);

        var taken = await harness.SeeAsync<TimeoutActionTaken>();
        Assert.Equal((TimeoutActionResult.Failed, "terminate did not work"), (taken.Result, taken.Error));
        await Eventually.IsTrueAsync(async () => (await FindAsync(harness))!.NextStep == 2, "the ladder did not move on");
    }

    [Fact]
    public async Task Should_not_touch_a_protected_job_and_say_so()
    {
        await using var harness = await StartAsync();
        var job = harness.Runtime.Add("job");
        var record = await RunningAsync(harness, isProtected: true);

        await harness.Bus.Publish(Step(record, 1, TimeoutAction.SoftKill), _cancelled);

        var taken = await harness.SeeAsync<TimeoutActionTaken>();
        Assert.Equal(TimeoutActionResult.Skipped, taken.Result);
        Assert.Contains("protected", taken.Reason, StringComparison.Ordinal);
        Assert.Empty(job.Acts);
    }

    [Fact]
    public async Task Should_be_dropped_when_attempt_generation_or_step_have_passed()
    {
        await using var harness = await StartAsync();
        var job = harness.Runtime.Add("job");
        var record = await RunningAsync(harness);
        var ladder = harness.Get<EscalationLadder>();
        var due = Step(record, 1, TimeoutAction.SoftKill);

        foreach (var stale in (TimeoutEscalation[])[due with { Attempt = 2 }, due with { Generation = 1 }, due with { Step = 0 }, due with { Step = 2 }, due with { JobId = "unknown" }])
            Assert.Same(StepOutcome.Stale, await ladder.ClimbAsync(stale, Unheard, _cancelled));

        Assert.Empty(job.Acts);
        Assert.Null((await FindAsync(harness))!.TerminationRequestedAt);
    }

    [Fact]
    public async Task Should_be_dropped_when_the_job_has_ended()
    {
        await using var harness = await StartAsync();
        var job = harness.Runtime.Add("job");
        var record = await RunningAsync(harness);
        await harness.Registry.ApplyFinishedAsync(new JobFinish(record.JobId, 1, TimeProvider.System.Now(), JobOutcome.Succeeded, 0, null), _cancelled);

        Assert.Same(StepOutcome.Stale, await harness.Get<EscalationLadder>().ClimbAsync(Step(record, 1, TimeoutAction.SoftKill), Unheard, _cancelled));
        Assert.Empty(job.Acts);
    }

    [Theory]
    [InlineData(1, TimeoutAction.SoftKill, JobOutcome.Terminated, TimeoutActionResult.Succeeded)]
    [InlineData(2, TimeoutAction.HardKill, JobOutcome.Terminated, TimeoutActionResult.Succeeded)]
    [InlineData(0, TimeoutAction.Warn, JobOutcome.Succeeded, TimeoutActionResult.AlreadyGone)]
    public async Task Should_be_told_when_whoever_began_it_died_and_the_job_has_ended_since(int step, TimeoutAction action, JobOutcome outcome, TimeoutActionResult result)
    {
        await using var harness = await StartAsync();
        var job = harness.Runtime.Add("job");
        var record = await RunningAsync(harness, step);
        var now = TimeProvider.System.Now();
        await harness.Registry.BeginStepAsync(record.JobId, 1, 0, step, _cancelled);
        if (outcome == JobOutcome.Terminated) await harness.Registry.RequestTerminationAsync(record.JobId, 1, 0, now, "exceeded its timeout", _cancelled);
        await harness.Registry.ApplyFinishedAsync(new JobFinish(record.JobId, 1, now, JobOutcome.Succeeded, 0, null), _cancelled);

        await harness.Bus.Publish(Step(record, step, action), _cancelled);

        var taken = await harness.SeeAsync<TimeoutActionTaken>();
        Assert.Equal((action, result), (taken.Action, taken.Result));
        Assert.Contains("cut short before it was told", taken.Reason, StringComparison.Ordinal);
        Assert.Equal(outcome == JobOutcome.Terminated, harness.Sent.Of<JobStageChanged>().Any(stage => stage.Stage == LifecycleStage.Terminating));
        Assert.Empty(job.Acts);
        await Eventually.IsTrueAsync(async () => (await FindAsync(harness))!.NextStep == step + 1, "the ladder did not move on");
        Assert.Same(StepOutcome.Stale, await harness.Get<EscalationLadder>().ClimbAsync(Step(record, step, action), Unheard, _cancelled));
    }

    [Fact]
    public async Task Should_say_the_same_again_under_the_same_id_when_it_is_delivered_twice()
    {
        await using var harness = await StartAsync();
        harness.Runtime.Add("job", j => j.ObeysTerminate = false);
        var record = await RunningAsync(harness);
        var ladder = harness.Get<EscalationLadder>();
        var due = Step(record, 1, TimeoutAction.SoftKill);

        // The crash between acting and moving on: the same step climbs twice.
        var stages = new List<JobStageChanged>();
        Task Hear(JobStageChanged stage)
        {
            stages.Add(stage);
            return Task.CompletedTask;
        }

        var first = await ladder.ClimbAsync(due, Hear, _cancelled);
        var second = await ladder.ClimbAsync(due, Hear, _cancelled);

        Assert.Equal(first.Taken[0].Id, second.Taken[0].Id);
        Assert.Equal((stages[0].Id, stages[0].At), (stages[1].Id, stages[1].At));
    }

    [Fact]
    public async Task Should_report_the_end_of_a_job_that_is_gone()
    {
        await using var harness = await StartAsync();
        harness.Runtime.Add("job", j => (j.Alive, j.ExitCode) = (false, 7));
        var record = await RunningAsync(harness);

        await harness.Bus.Publish(Step(record, 1, TimeoutAction.SoftKill), _cancelled);

        var finished = await harness.SeeAsync<JobFinished>();
        Assert.Equal((JobOutcome.Failed, 7), (finished.Outcome, finished.ExitCode));
        Assert.Equal(TimeoutActionResult.AlreadyGone, (await harness.SeeAsync<TimeoutActionTaken>()).Result);
    }

    [Theory]
    [InlineData(0, TimeoutAction.Warn)]
    [InlineData(1, TimeoutAction.SoftKill)]
    [InlineData(3, TimeoutAction.ForceDelete)]
    public async Task Should_never_take_a_job_for_ended_that_the_runtime_cannot_see(int step, TimeoutAction action)
    {
        await using var harness = await StartAsync();
        var record = await RunningAsync(harness, step);

        await harness.Bus.Publish(Step(record, step, action), _cancelled);

        var taken = await harness.SeeAsync<TimeoutActionTaken>();
        Assert.Equal(TimeoutActionResult.Failed, taken.Result);
        Assert.Contains("fake runtime cannot see it", taken.Error, StringComparison.Ordinal);
        await Eventually.IsTrueAsync(async () => (await FindAsync(harness))!.NextStep == step + 1, "the ladder did not move on");
        Assert.Empty(harness.Sent.Of<JobFinished>());
        Assert.True((await FindAsync(harness))!.IsRunning);
    }

    [Fact]
    public async Task Should_fail_when_something_survives_a_hard_kill()
    {
        await using var harness = await StartAsync();
        harness.Runtime.Add("job", j => j.ObeysKill = false);
        var record = await RunningAsync(harness, step: 2);

        await harness.Bus.Publish(Step(record, 2, TimeoutAction.HardKill), _cancelled);

        var taken = await harness.SeeAsync<TimeoutActionTaken>();
        Assert.Equal(TimeoutActionResult.Failed, taken.Result);
        Assert.Contains("still alive after 200ms", taken.Error, StringComparison.Ordinal);
    }

    private static Task Unheard(JobStageChanged stage) => Task.CompletedTask;

    private static Task<JobRecord?> FindAsync(ServiceHarness harness) => harness.Registry.FindAsync(JobId.Parse("job"));

    private static TimeoutEscalation Step(JobRecord job, int step, TimeoutAction action) =>
        new() { JobId = job.JobId.Value, Attempt = 1, Generation = 0, Step = step, Action = action, DueAt = TimeProvider.System.Now() };

    private async Task<JobRecord> RunningAsync(ServiceHarness harness, int step = 1, bool isProtected = false)
    {
        var now = TimeProvider.System.Now();
        var job = await harness.Registry.ApplyStartedAsync(harness.Get<EventReader>().Read(new JobStarted { JobId = "job", StartedAt = now, Timeout = "1h", Protected = isProtected }), _cancelled);
        for (var done = 0; done < step; done++) job = (await harness.Registry.CompleteStepAsync(job.JobId, 1, 0, done, now, _cancelled))!;
        return job;
    }

    private static Task<ServiceHarness> StartAsync() => ServiceHarness.StartAsync(
        bus =>
        {
            bus.AddLifecycle();
            bus.AddTimeouts();
        },
        new Dictionary<string, string?>
        {
            ["options:timeouts:tries"] = "3",
            ["options:timeouts:retryDelay"] = "10ms",
            ["options:timeouts:verifyWithin"] = "200ms",
        });
}
