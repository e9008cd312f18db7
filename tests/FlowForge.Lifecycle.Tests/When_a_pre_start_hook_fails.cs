using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Lifecycle.Tests;

public sealed class When_a_pre_start_hook_fails
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_end_a_job_that_another_job_manager_has_started()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        harness.Hooks.FailsIn = LifecycleStage.PreStart;
        var before = TimeProvider.System.Now();

        await harness.Bus.Publish(LifecycleHarness.Started("job"), _cancelled);

        await Eventually.IsTrueAsync(() => harness.Scheduled(DerivedId.EscalationToken("job", 1)).Any(message => message.ScheduledTime < before.AddMinutes(1).UtcDateTime), "the kill was not moved to now");
        var job = await harness.Registry.FindAsync(JobId.Parse("job"), _cancelled);
        Assert.Equal(1, job!.Generation);
        Assert.Equal(TimeoutAction.SoftKill, JobSchedule.NextEscalation(job)!.Action);
        Assert.Contains("hook 'check' failed: not today", job.TerminationReason, StringComparison.Ordinal);
        await Eventually.IsTrueAsync(async () => (await harness.Audit.QueryAsync(new AuditQuery { Action = "hook", Success = false }, _cancelled)).Count == 1, "the hook is not in the audit");
    }

    [Fact]
    public async Task Should_leave_it_to_a_job_manager_that_runs_its_hooks_itself()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        harness.Hooks.FailsIn = LifecycleStage.PreStart;

        await harness.Bus.Publish(new JobSubmitted { JobId = "job", SubmittedAt = TimeProvider.System.Now() }, _cancelled);

        await harness.SeeAsync<JobStageChanged>(change => change.Stage == LifecycleStage.PreStart);
        await Eventually.IsTrueAsync(async () => (await harness.Get<IMessageJournal>().ReadAsync(_cancelled)).Count == 0, "messages are still under way");
        Assert.Empty(harness.Sent.Of<HookExecuted>());
    }

    [Fact]
    public async Task Should_not_stop_the_job_where_a_hook_of_another_stage_fails()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        harness.Hooks.FailsIn = LifecycleStage.Running;

        await harness.Bus.Publish(LifecycleHarness.Started("job"), _cancelled);

        await harness.SeeAsync<HookExecuted>();
        await Eventually.IsTrueAsync(async () => (await harness.Get<IMessageJournal>().ReadAsync(_cancelled)).All(entry => entry.Queue == "scheduler"), "messages are still under way");
        Assert.Null((await harness.Registry.FindAsync(JobId.Parse("job"), _cancelled))!.TerminationRequestedAt);
    }
}
