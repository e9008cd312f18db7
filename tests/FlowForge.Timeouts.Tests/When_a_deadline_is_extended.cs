using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Lifecycle;
using FlowForge.Scheduler;
using FlowForge.Testing;

namespace FlowForge.Timeouts.Tests;

public sealed class When_a_deadline_is_extended
{
    [Fact]
    public async Task Should_the_job_be_stopped_at_the_new_deadline_and_not_at_the_old_one()
    {
        await using var harness = await ServiceHarness.StartAsync(bus =>
        {
            bus.AddLifecycle();
            bus.AddScheduler();
            bus.AddTimeouts();
        });
        var job = harness.Runtime.Add("job");
        var now = TimeProvider.System.Now();
        // Started an hour ago with a limit of an hour: its soft kill is due now, and is given two seconds more before that is delivered.
        var started = await harness.Registry.ApplyStartedAsync(harness.Get<EventReader>().Read(new JobStarted { JobId = "job", StartedAt = now - TimeSpan.FromHours(1), Timeout = "1h", GracePeriod = "1m" }), TestContext.Current.CancellationToken);
        var extension = new JobExtension { Id = Guid.Empty, By = TimeSpan.FromSeconds(2), Reason = "r", RequestedBy = "ann", RequestedAt = now, Generation = 0, From = started.TimeoutAt!.Value, To = now + TimeSpan.FromSeconds(2), GivenAt = now };
        await harness.Registry.ExtendAsync(Ladder.Job, 1, extension, nextStep: 1, TestContext.Current.CancellationToken);

        await harness.Bus.Publish(new TimeoutEscalation { JobId = "job", Attempt = 1, Generation = 0, Step = 1, Action = TimeoutAction.SoftKill, DueAt = now }, TestContext.Current.CancellationToken);

        var taken = await harness.SeeAsync<TimeoutActionTaken>();
        Assert.Equal((TimeoutAction.SoftKill, 1, extension.To), (taken.Action, taken.Generation, taken.DueAt));
        Assert.True(taken.At >= extension.To);
        Assert.Contains("exceeded its timeout of 1h2s", taken.Reason, StringComparison.Ordinal);
        Assert.Equal(["terminate"], job.Acts);
    }

    [Fact]
    public async Task Should_an_extension_that_comes_at_the_last_moment_stop_the_kill()
    {
        await using var harness = await Ladder.StartAsync();
        var record = await harness.RunAsync(1);
        var later = record.TimeoutAt!.Value + TimeSpan.FromHours(1);
        var extension = new JobExtension { Id = Guid.Empty, By = TimeSpan.FromHours(1), Reason = "r", RequestedBy = "ann", RequestedAt = later, Generation = 0, From = later, To = later, GivenAt = later };
        var job = harness.Runtime.Add("job", j => j.OnObserve = () => harness.Registry.ExtendAsync(Ladder.Job, 1, extension, 0));

        Assert.Same(StepOutcome.Stale, await harness.ClimbAsync(TimeoutAction.SoftKill));

        Assert.Empty(job.Acts);
        var standing = (await harness.FindAsync())!;
        Assert.Equal((0, null), (standing.NextStep, standing.TerminationRequestedAt));
    }
}
