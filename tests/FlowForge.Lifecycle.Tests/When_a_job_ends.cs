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
        await harness.Registry.RequestTerminationAsync(JobId.Parse("job"), 1, TimeProvider.System.Now(), "exceeded its timeout", _cancelled);

        await harness.Bus.Publish(LifecycleHarness.Finished("job"), _cancelled);

        var failed = await harness.SeeAsync<JobStageChanged>(change => change.Stage == LifecycleStage.Failed);
        Assert.Equal(JobOutcome.Terminated, failed.Outcome);
        Assert.Equal("exceeded its timeout", failed.Reason);
    }
}
