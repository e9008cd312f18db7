using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;
using MassTransit.Scheduling;

namespace FlowForge.Lifecycle.Tests;

public sealed class When_a_job_starts
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_have_the_first_step_of_its_ladder_scheduled()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        var started = LifecycleHarness.Started("job");

        await harness.Bus.Publish(started, _cancelled);

        var scheduled = await harness.SeeScheduledAsync(DerivedId.EscalationToken("job", 1));
        Assert.Equal(started.StartedAt.AddMinutes(8).UtcDateTime, scheduled.ScheduledTime);
        var job = await harness.Registry.FindAsync(JobId.Parse("job"), _cancelled);
        Assert.Equal(started.StartedAt.AddMinutes(10), job!.TimeoutAt);
        Assert.Equal(LifecycleStage.Running, job.Stage);
    }

    [Fact]
    public async Task Should_be_told_as_running_and_written_into_the_audit()
    {
        await using var harness = await LifecycleHarness.StartAsync();

        await harness.Bus.Publish(LifecycleHarness.Started("job"), _cancelled);

        await Eventually.IsTrueAsync(async () => (await harness.Audit.QueryAsync(new AuditQuery { JobId = "job", Action = "stage_running" }, _cancelled)).Count == 1, "no audit entry");
        Assert.Equal([LifecycleStage.PreStart, LifecycleStage.Running], harness.Sent.Of<JobStageChanged>().Select(change => change.Stage));
    }

    [Fact]
    public async Task Should_have_a_start_in_the_future_clamped_and_noted()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        var before = TimeProvider.System.Now();

        await harness.Bus.Publish(LifecycleHarness.Started("job") with { StartedAt = before.AddDays(2) }, _cancelled);

        var running = await harness.SeeAsync<JobStageChanged>(change => change.Stage == LifecycleStage.Running);
        Assert.InRange(running.At, before, TimeProvider.System.Now());
        Assert.Contains("in the future", running.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_come_to_the_same_end_when_it_is_told_twice()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        var started = LifecycleHarness.Started("job");

        await harness.Bus.Publish(started, _cancelled);
        await harness.Bus.Publish(started, _cancelled);

        await Eventually.IsTrueAsync(() => harness.Sent.Of<JobStageChanged>().Count == 4, "both deliveries were not told");
        Assert.Equal(2, harness.Sent.Of<JobStageChanged>().Select(change => change.Id).Distinct().Count());
        Assert.Single(harness.Sent.Of<ScheduleMessage>().Select(message => message.CorrelationId).Distinct());
    }

    [Fact]
    public async Task Should_withdraw_what_was_pending_for_the_attempt_before()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        await harness.Bus.Publish(LifecycleHarness.Started("job"), _cancelled);
        await harness.SeeScheduledAsync(DerivedId.EscalationToken("job", 1));

        await harness.Bus.Publish(LifecycleHarness.Started("job", attempt: 2), _cancelled);

        await harness.SeeAsync<CancelScheduledMessage>(message => message.TokenId == DerivedId.EscalationToken("job", 1));
        await harness.SeeAsync<CancelScheduledMessage>(message => message.TokenId == DerivedId.CleanupToken("job", 1));
        await harness.SeeScheduledAsync(DerivedId.EscalationToken("job", 2));
    }

    [Fact]
    public async Task Should_not_be_disturbed_by_a_stale_attempt()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        await harness.Bus.Publish(LifecycleHarness.Started("job", attempt: 2), _cancelled);
        await harness.SeeScheduledAsync(DerivedId.EscalationToken("job", 2));

        await harness.Bus.Publish(LifecycleHarness.Finished("job", attempt: 1), _cancelled);
        await harness.Bus.Publish(LifecycleHarness.Started("other"), _cancelled);
        await harness.SeeScheduledAsync(DerivedId.EscalationToken("other", 1));

        Assert.True((await harness.Registry.FindAsync(JobId.Parse("job"), _cancelled))!.IsRunning);
        Assert.Empty(harness.Scheduled(DerivedId.CleanupToken("job", 1)));
    }
}
