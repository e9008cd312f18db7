using System.Diagnostics.Metrics;
using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Telemetry.Tests;

public sealed class When_services_measure_themselves
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_a_life_be_counted_from_start_to_clean_up()
    {
        await using var harness = await AllServices.StartAsync();
        using var seen = new Measurements(harness.Get<IMeterFactory>());
        harness.AddEnded("measured");

        await EndAsync(harness, "measured");
        await harness.SettledAsync("measured");

        await SeeAsync(seen, "flowforge.cleanups", "resource_type=workspace,result=success");
        await SeeAsync(seen, "flowforge.jobs.started", "");
        await SeeAsync(seen, "flowforge.jobs.finished", "outcome=succeeded");
        await SeeAsync(seen, "flowforge.timer.lateness", "destination=cleanup-cleanup-due");
        await SeeAsync(seen, "flowforge.consumer.lag", "message_type=cleanup-due");
        await SeeAsync(seen, "flowforge.consumer.lag", "message_type=cleanup-performed");
        Assert.DoesNotContain(seen.TagValues, tags => tags.Contains("measured", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_a_removal_that_fails_be_told_from_one_that_was_given_up()
    {
        await using var harness = await AllServices.StartAsync();
        using var seen = new Measurements(harness.Get<IMeterFactory>());
        harness.AddEnded("stuck").Resources[new JobResource("workspace", "workspace")] = 99;

        await EndAsync(harness, "stuck");

        await SeeAsync(seen, "flowforge.cleanups", "resource_type=workspace,result=failed");
        await SeeAsync(seen, "flowforge.cleanups", "resource_type=workspace,result=gave_up");
    }

    [Fact]
    public async Task Should_the_lateness_of_a_deadline_be_that_of_its_step()
    {
        await using var harness = await AllServices.StartAsync();
        using var seen = new Measurements(harness.Get<IMeterFactory>());
        harness.Runtime.Add("late");

        // Announced ten minutes after its limit of one minute: its steps are due at once, and nine to ten minutes late.
        await harness.Bus.Publish(new JobStarted { JobId = "late", StartedAt = TimeProvider.System.Now().AddMinutes(-10), Timeout = "1m" }, _cancelled);

        await SeeAsync(seen, "flowforge.escalations", "action=soft_kill,result=succeeded");
        Assert.InRange(seen.Of("flowforge.deadline.lateness")[0].Value, 500, 650);
    }

    [Fact]
    public async Task Should_batches_and_what_is_set_aside_be_counted()
    {
        await using var harness = await AllServices.StartAsync();
        using var seen = new Measurements(harness.Get<IMeterFactory>());

        await harness.Bus.Publish(new JobHeartbeat { JobId = "beats", At = TimeProvider.System.Now() }, _cancelled);
        await harness.Bus.Publish(new JobFinished { JobId = "not a job id", FinishedAt = TimeProvider.System.Now(), Outcome = JobOutcome.Failed }, _cancelled);

        await SeeAsync(seen, "flowforge.heartbeat.batch.size", "");
        await SeeAsync(seen, "flowforge.dead_letters", "queue=lifecycle-job-finished,message_type=JobFinished");
    }

    [Fact]
    public async Task Should_the_pending_timers_be_counted_in_the_background()
    {
        await using var harness = await AllServices.StartAsync();
        using var seen = new Measurements(harness.Get<IMeterFactory>());

        // Counted at start, maybe before anybody listened; then every fifteen seconds.
        await SeeAsync(seen, "flowforge.ledger.depth", "");

        Assert.All(seen.Of("flowforge.ledger.depth"), depth => Assert.Equal(0, depth.Value));
    }

    [Fact]
    public async Task Should_the_brake_of_recovery_be_measured_in_the_background()
    {
        await using var harness = await AllServices.StartAsync();
        using var seen = new Measurements(harness.Get<IMeterFactory>());

        // At start, maybe before anybody listened; then every fifteen seconds.
        await SeeAsync(seen, "flowforge.recovery.suspended", "");

        Assert.All(seen.Of("flowforge.recovery.suspended"), suspended => Assert.Equal(0, suspended.Value));
    }

    private static Task SeeAsync(Measurements seen, string name, string tags) =>
        Eventually.IsTrueAsync(() => seen.Of(name).Any(one => one.Tags == tags), $"{name} was not measured with {tags}");

    private async Task EndAsync(ServiceHarness harness, string jobId)
    {
        var now = TimeProvider.System.Now();
        await harness.Bus.Publish(new JobStarted { JobId = jobId, StartedAt = now, Retention = "0s" }, _cancelled);
        await harness.Bus.Publish(new JobFinished { JobId = jobId, FinishedAt = now, Outcome = JobOutcome.Succeeded }, _cancelled);
    }
}
