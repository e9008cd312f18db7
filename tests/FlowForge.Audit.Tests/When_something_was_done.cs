using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Audit.Tests;

public sealed class When_something_was_done
{
    private static readonly DateTimeOffset At = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    private static readonly TimeoutActionTaken Kill = new()
    {
        Id = DerivedId.From("kill"),
        JobId = "job",
        Attempt = 2,
        Generation = 0,
        Step = 1,
        Action = TimeoutAction.SoftKill,
        Result = TimeoutActionResult.Failed,
        At = At,
        DueAt = At,
        Reason = "exceeded its timeout of 2h",
        Error = "no permission",
        Tries = 3,
        PolicySource = "job type build",
        InitiatedBy = "flowforge/timeouts",
        CorrelationId = "c-1",
    };

    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_be_written_down_with_all_that_accounts_for_it()
    {
        await using var harness = await StartAsync();

        await harness.Bus.Publish(Kill, _cancelled);

        var entry = await OneAsync(harness, Kill.Id);
        Assert.Equal(("job", 2, "soft_kill", "flowforge/timeouts", false), (entry.JobId, entry.Attempt, entry.Action, entry.InitiatedBy, entry.Success));
        Assert.Equal(("no permission", "job type build", "c-1", At), (entry.ErrorMessage, entry.PolicySource, entry.CorrelationId, entry.Timestamp));
        Assert.Contains("failed after 3 tries", entry.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_be_there_once_however_often_it_is_told()
    {
        await using var harness = await StartAsync();

        for (var i = 0; i < 5; i++) await harness.Bus.Publish(Kill with { Tries = i + 1 }, _cancelled);
        await harness.Bus.Publish(Kill with { Id = DerivedId.From("another") }, _cancelled);

        await OneAsync(harness, DerivedId.From("another"));
        await Eventually.IsTrueAsync(async () => (await harness.Get<IMessageJournal>().ReadAsync(_cancelled)).Count == 0, "messages are still under way");
        Assert.Equal(2, (await harness.Audit.QueryAsync(new AuditQuery(), _cancelled)).Count);
    }

    [Fact]
    public async Task Should_be_written_down_for_every_kind_of_event()
    {
        await using var harness = await StartAsync();

        await harness.Bus.Publish(Kill, _cancelled);
        await harness.Bus.Publish(new CleanupPerformed { Id = DerivedId.From(1), JobId = "job", Attempt = 1, ResourceType = "pvc", ResourceName = "data", Namespace = "jobs", At = At, Success = true, Reason = "kept for 1h", InitiatedBy = "flowforge/cleanup" }, _cancelled);
        await harness.Bus.Publish(new JobStageChanged { Id = DerivedId.From(2), JobId = "job", Attempt = 1, Stage = LifecycleStage.PreStart, At = At, InitiatedBy = "flowforge/lifecycle" }, _cancelled);
        await harness.Bus.Publish(new HookExecuted { Id = DerivedId.From(3), JobId = "job", Attempt = 1, Stage = LifecycleStage.Failed, Hook = "page", Success = false, Error = "exit code 1", At = At }, _cancelled);
        await harness.Bus.Publish(new JobDeclaredDead { Id = DerivedId.From(4), JobId = "job", Attempt = 1, Cause = "no pods", At = At, InitiatedBy = "flowforge/recovery" }, _cancelled);
        await harness.Bus.Publish(new JobRecoveryAttempted { Id = DerivedId.From(5), JobId = "job", Attempt = 1, NextAttempt = 2, Cause = "no pods", Action = "recreate", Success = true, At = At, InitiatedBy = "flowforge/recovery" }, _cancelled);
        await harness.Bus.Publish(new OrphanDetected { Id = DerivedId.From(6), JobId = "lost", ResourceType = "pod", ResourceName = "p", FirstSeenAt = At, At = At, Reason = "its job is not known", DryRun = true, InitiatedBy = "flowforge/orphans" }, _cancelled);

        await OneAsync(harness, DerivedId.From(6));
        await Eventually.IsTrueAsync(async () => (await harness.Audit.QueryAsync(new AuditQuery(), _cancelled)).Count == 7, "not every event is in the audit");
        var actions = (await harness.Audit.QueryAsync(new AuditQuery(), _cancelled)).Select(entry => entry.Action).Order(StringComparer.Ordinal);
        Assert.Equal(["declare_dead", "delete", "hook", "orphan_found_dry_run", "recover_recreate", "soft_kill", "stage_pre_start"], actions);
    }

    private static Task<ServiceHarness> StartAsync() => ServiceHarness.StartAsync(bus => bus.AddAudit());

    private static async Task<AuditEntry> OneAsync(ServiceHarness harness, Guid id) => await Eventually.GetAsync(
        async () => (await harness.Audit.QueryAsync(new AuditQuery())).SingleOrDefault(entry => entry.Id == id), $"{id} is not in the audit");
}
