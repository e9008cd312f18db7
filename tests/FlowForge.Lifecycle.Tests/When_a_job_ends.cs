using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;
using MassTransit.Scheduling;

namespace FlowForge.Lifecycle.Tests;

public sealed class When_a_job_ends
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(JobOutcome.Succeeded, 2, LifecycleStage.Completed)]
    [InlineData(JobOutcome.Failed, 4, LifecycleStage.Failed)]
    public async Task Should_have_its_step_withdrawn_and_its_clean_up_scheduled_by_its_outcome(JobOutcome outcome, int hours, LifecycleStage stage)
    {
        await using var harness = await LifecycleHarness.StartAsync();
        await harness.Bus.Publish(LifecycleHarness.Started("job"), _cancelled);
        await harness.SeeScheduledAsync(DerivedId.EscalationToken("job", 1));
        var finished = LifecycleHarness.Finished("job", outcome);

        await harness.Bus.Publish(finished, _cancelled);

        await harness.SeeAsync<CancelScheduledMessage>(message => message.TokenId == DerivedId.EscalationToken("job", 1));
        var cleanup = await harness.SeeScheduledAsync(DerivedId.CleanupToken("job", 1));
        Assert.Equal(finished.FinishedAt.AddHours(hours).UtcDateTime, cleanup.ScheduledTime);
        await harness.SeeAsync<JobStageChanged>(change => change.Stage == stage);
    }

    [Fact]
    public async Task Should_stay_ended_when_its_start_comes_late()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        var started = LifecycleHarness.Started("job");
        await harness.Bus.Publish(LifecycleHarness.Finished("job"), _cancelled);
        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(JobId.Parse("job"), _cancelled) is { IsFinished: true }, "the end was not kept");

        await harness.Bus.Publish(started, _cancelled);

        await harness.SeeScheduledAsync(DerivedId.CleanupToken("job", 1));
        await harness.SeeAsync<JobStageChanged>(change => change.Stage == LifecycleStage.Completed);
        Assert.Empty(harness.Scheduled(DerivedId.EscalationToken("job", 1)));
    }

    [Fact]
    public async Task Should_count_as_terminated_when_it_was_being_stopped()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        await harness.Bus.Publish(LifecycleHarness.Started("job"), _cancelled);
        await harness.SeeScheduledAsync(DerivedId.EscalationToken("job", 1));
        await harness.Registry.RequestTerminationAsync(JobId.Parse("job"), 1, 0, TimeProvider.System.Now(), "exceeded its timeout", _cancelled);

        await harness.Bus.Publish(LifecycleHarness.Finished("job"), _cancelled);

        var failed = await harness.SeeAsync<JobStageChanged>(change => change.Stage == LifecycleStage.Failed);
        Assert.Equal(JobOutcome.Terminated, failed.Outcome);
        Assert.Equal("exceeded its timeout", failed.Reason);
    }

    [Fact]
    public async Task Should_tell_of_an_end_that_a_newer_attempt_has_overtaken()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        await harness.Bus.Publish(LifecycleHarness.Started("job", attempt: 2), _cancelled);
        await harness.SeeScheduledAsync(DerivedId.EscalationToken("job", 2));

        await harness.Bus.Publish(LifecycleHarness.Finished("job", JobOutcome.Failed, attempt: 1), _cancelled);

        var told = await harness.SeeAsync<JobStageChanged>(change => change.Attempt == 1);
        Assert.Equal((LifecycleStage.Failed, JobOutcome.Failed), (told.Stage, told.Outcome));
        Assert.True((await harness.Registry.FindAsync(JobId.Parse("job"), _cancelled))!.IsRunning);
    }

    [Fact]
    public async Task Should_refuse_a_second_run_under_the_same_id_and_attempt()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        await harness.Bus.Publish(LifecycleHarness.Started("job") with { StartedAt = TimeProvider.System.Now().AddHours(-2) }, _cancelled);
        await harness.Bus.Publish(LifecycleHarness.Finished("job") with { FinishedAt = TimeProvider.System.Now().AddHours(-1) }, _cancelled);
        await harness.SeeAsync<JobStageChanged>(change => change.Stage == LifecycleStage.Completed);

        await harness.Bus.Publish(LifecycleHarness.Started("job"), _cancelled);

        await Eventually.IsTrueAsync(async () => (await harness.Audit.QueryAsync(new AuditQuery { Action = "dead_letter" }, _cancelled)).Any(entry => entry.ErrorMessage!.Contains("an id of its own", StringComparison.Ordinal)), "the second run is not in the audit");
    }

    [Fact]
    public async Task Should_keep_its_deadline_when_a_heartbeat_of_a_later_attempt_comes()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        await harness.Bus.Publish(LifecycleHarness.Started("job"), _cancelled);
        await harness.SeeScheduledAsync(DerivedId.EscalationToken("job", 1));

        await harness.Bus.Publish(new JobHeartbeat { JobId = "job", Attempt = 9_999, At = TimeProvider.System.Now() }, _cancelled);
        await harness.Bus.Publish(LifecycleHarness.Finished("job", attempt: 7), _cancelled);
        await Eventually.IsTrueAsync(async () => (await harness.Get<IMessageJournal>().ReadAsync(_cancelled)).All(entry => entry.Queue == "scheduler"), "messages are still under way");

        var job = await harness.Registry.FindAsync(JobId.Parse("job"), _cancelled);
        Assert.Equal((1, true), (job!.Attempt, job.IsRunning));
        Assert.NotNull(job.TimeoutAt);
    }
}
