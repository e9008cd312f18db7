using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Cleanup.Tests;

public sealed class When_retention_ends
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_remove_everything_and_tell_of_each_once()
    {
        await using var harness = await CleanupHarness.StartAsync();
        var job = harness.AddEnded("job");

        await harness.EndAsync("job");

        await harness.SettledAsync("job");
        Assert.Empty(job.Resources);
        Assert.Empty(harness.Artifacts.Stored);
        var performed = harness.Sent.Of<CleanupPerformed>();
        Assert.Equal(["artifacts", "logs", "secret", "workspace"], performed.Select(p => p.ResourceType).Order(StringComparer.Ordinal));
        Assert.All(performed, p => Assert.True(p is { Success: true, Try: 1, Error: null, GaveUp: false }));
        Assert.Equal(performed.Count, performed.Select(p => p.Id).Distinct().Count());
        await harness.SeeAsync<JobStageChanged>(change => change.Stage == LifecycleStage.Cleanup);
    }

    [Fact]
    public async Task Should_keep_what_has_a_longer_retention_of_its_own()
    {
        await using var harness = await CleanupHarness.StartAsync();
        harness.Policies.Retention = TimeSpan.FromMilliseconds(300);
        harness.AddEnded("job");

        await harness.EndAsync("job", retention: null);

        var finishedAt = (await harness.SettledAsync("job")).FinishedAt;
        var workspace = await harness.SeeAsync<CleanupPerformed>(p => p.ResourceType == "workspace");
        var logs = await harness.SeeAsync<CleanupPerformed>(p => p.ResourceType == "logs");
        Assert.True(workspace.At >= finishedAt + harness.Policies.Retention, $"the workspace went at {workspace.At:O}, the job had ended at {finishedAt:O}");
        Assert.True(logs.At >= finishedAt + 3 * harness.Policies.Retention, $"the logs went at {logs.At:O}, the job had ended at {finishedAt:O}");
    }

    [Fact]
    public async Task Should_never_touch_a_protected_job()
    {
        await using var harness = await CleanupHarness.StartAsync();
        var job = harness.AddEnded("kept");
        harness.AddEnded("other");

        await harness.EndAsync("kept", isProtected: true);
        await harness.Bus.Publish(new CleanupDue { JobId = "kept", Attempt = 1, DueAt = TimeProvider.System.Now(), Plan = [] }, _cancelled);
        await harness.EndAsync("other");

        await harness.SettledAsync("other");
        Assert.Equal(2, job.Resources.Count);
        Assert.DoesNotContain(harness.Sent.Of<CleanupPerformed>(), p => p.JobId == "kept");
    }

    [Fact]
    public async Task Should_not_touch_a_job_that_is_still_alive()
    {
        await using var harness = await CleanupHarness.StartAsync(tries: 1);
        var job = harness.AddEnded("job");
        job.Alive = true;

        await harness.EndAsync("job");
        var refused = await harness.SeeAsync<CleanupPerformed>();
        Assert.False(refused.Success);
        Assert.Contains("still alive", refused.Error, StringComparison.Ordinal);
        // Not even after the last try.
        await harness.SeeAsync<CleanupPerformed>(p => p is { Try: 3, GaveUp: false });
        Assert.Equal(2, job.Resources.Count);

        job.Alive = false;
        await harness.SettledAsync("job");
        Assert.Empty(job.Resources);
    }

    [Fact]
    public async Task Should_not_touch_a_job_while_its_runtime_cannot_be_asked()
    {
        await using var harness = await CleanupHarness.StartAsync(tries: 1);
        var job = harness.AddEnded("job");
        job.ObserveFails = true;

        await harness.EndAsync("job");
        var refused = await harness.SeeAsync<CleanupPerformed>();
        Assert.Contains("the fake runtime could not be asked whether the job has ended: the runtime does not answer", refused.Error, StringComparison.Ordinal);
        // Not given up, although one try was all it had.
        await harness.SeeAsync<CleanupPerformed>(p => p is { Try: 2, GaveUp: false, Success: false });
        Assert.Equal(2, job.Resources.Count);

        job.ObserveFails = false;
        await harness.SettledAsync("job");
        Assert.Empty(job.Resources);
    }

    [Fact]
    public async Task Should_run_the_hooks_before_anything_is_gone()
    {
        await using var harness = await CleanupHarness.StartAsync();
        harness.Hooks.FailsIn = LifecycleStage.Cleanup;
        harness.AddEnded("job");

        await harness.EndAsync("job");

        await harness.SettledAsync("job");
        Assert.Single(harness.Sent.Of<HookExecuted>());
        Assert.True(harness.Sent.IndexOf<HookExecuted>() < harness.Sent.IndexOf<CleanupPerformed>());
    }

    [Fact]
    public async Task Should_touch_nothing_when_a_new_attempt_began_while_its_hooks_ran()
    {
        await using var harness = await CleanupHarness.StartAsync();
        var job = harness.AddEnded("job");
        var reader = harness.Get<EventReader>();
        harness.Hooks.Meanwhile = entry => entry.Stage == LifecycleStage.Cleanup
            ? harness.Registry.ApplyStartedAsync(reader.Read(new JobStarted { JobId = "job", Attempt = 2, StartedAt = TimeProvider.System.Now() }))
            : Task.CompletedTask;

        await harness.EndAsync("job");
        await harness.SeeAsync<JobStageChanged>(change => change.Stage == LifecycleStage.Cleanup);
        await Eventually.IsTrueAsync(async () => (await harness.Get<IMessageJournal>().ReadAsync(_cancelled)).Count == 0, "messages are still under way");

        Assert.Equal(2, job.Resources.Count);
        Assert.Empty(harness.Sent.Of<CleanupPerformed>());
    }

    [Fact]
    public async Task Should_touch_nothing_when_a_new_attempt_begins_while_it_is_looked_at()
    {
        await using var harness = await CleanupHarness.StartAsync();
        var job = harness.AddEnded("job");
        var reader = harness.Get<EventReader>();
        job.OnObserve = () => harness.Registry.ApplyStartedAsync(reader.Read(new JobStarted { JobId = "job", Attempt = 2, StartedAt = TimeProvider.System.Now() }));

        await harness.EndAsync("job");

        var refused = await harness.SeeAsync<CleanupPerformed>(p => p.ResourceType == "logs");
        Assert.Equal("not removed, because attempt 2 is under way", refused.Error);
        await Eventually.IsTrueAsync(async () => (await harness.Get<IMessageJournal>().ReadAsync(_cancelled)).Count == 0, "messages are still under way");
        Assert.Equal(2, job.Resources.Count);
        Assert.Equal(2, harness.Artifacts.Stored.Count);
        Assert.All(harness.Sent.Of<CleanupPerformed>(), p => Assert.False(p.Success));
        Assert.Empty((await harness.Registry.FindAsync(JobId.Parse("job"), _cancelled))!.Cleanup);
    }

    [Fact]
    public async Task Should_drop_a_clean_up_that_is_not_due()
    {
        await using var harness = await CleanupHarness.StartAsync();
        var job = harness.AddEnded("job");
        await harness.EndAsync("job", retention: "1h");
        await harness.SeeAsync<JobStageChanged>(change => change.Stage == LifecycleStage.Completed);

        Assert.Null(await harness.Get<JobCleanup>().PlanAsync(new CleanupDue { JobId = "job", Attempt = 1, DueAt = TimeProvider.System.Now(), Plan = [] }, _cancelled));

        Assert.Equal(2, job.Resources.Count);
    }

    [Fact]
    public async Task Should_a_clean_up_that_comes_early_not_be_taken_for_the_timer_that_brought_it()
    {
        await using var harness = await CleanupHarness.StartAsync();
        var job = harness.AddEnded("job");
        await harness.EndAsync("job", retention: "1h");
        var token = DerivedId.CleanupToken("job", 1);
        var timer = await Eventually.GetAsync(() => harness.Get<ITimerLedger>().FindAsync(token), "no clean-up was scheduled");
        var ended = (await harness.Registry.FindAsync(JobId.Parse("job"), _cancelled))!;
        var endpoint = await harness.Bus.GetSendEndpoint(QueueNames.Address(QueueNames.CleanupDue));

        await endpoint.Send(JobSchedule.NextCleanup(ended)!, _cancelled);

        await Eventually.IsTrueAsync(
            async () => await harness.Get<ITimerLedger>().FindAsync(token) is { } again && again.Version != timer.Version && again.DueAt > timer.DueAt, "it is the same timer still");
        // What strikes the one that was delivered leaves the other.
        await harness.Get<ITimerLedger>().CompleteAsync([timer], _cancelled);
        Assert.NotNull(await harness.Get<ITimerLedger>().FindAsync(token, _cancelled));
        Assert.Equal(2, job.Resources.Count);
    }
}
