using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Lifecycle;
using FlowForge.Testing;

namespace FlowForge.Timeouts.Tests;

/// <summary>A running job, and its ladder climbed by hand: nothing schedules here but the test.</summary>
internal static class Ladder
{
    public static readonly JobId Job = JobId.Parse("job");

    public static async Task<JobRecord> RunAsync(this ServiceHarness harness, int step)
    {
        var now = TimeProvider.System.Now();
        var job = await harness.Registry.ApplyStartedAsync(harness.Get<EventReader>().Read(new JobStarted { JobId = Job.Value, StartedAt = now, Timeout = "1h" }));
        for (var done = 0; done < step; done++) job = (await harness.Registry.CompleteStepAsync(Job, 1, 0, done, now))!;
        return job;
    }

    public static Task<JobRecord?> FindAsync(this ServiceHarness harness) => harness.Registry.FindAsync(Job);

    public static Task HoldAsync(this ServiceHarness harness) => harness.Registry.HoldAsync(Job, new JobHold("ann", "evidence", DateTimeOffset.UnixEpoch));

    public static Task ReleaseAsync(this ServiceHarness harness) => harness.Registry.ReleaseHoldAsync(Job);

    public static async Task<StepOutcome> ClimbAsync(this ServiceHarness harness, TimeoutAction action, DateTimeOffset? dueAt = null)
    {
        var job = (await harness.Registry.FindAsync(Job))!;
        var due = new TimeoutEscalation { JobId = Job.Value, Attempt = 1, Generation = job.Generation, Step = job.NextStep, Action = action, DueAt = dueAt ?? TimeProvider.System.Now() };
        var ladder = harness.Get<EscalationLadder>();
        var outcome = await ladder.ClimbAsync(due, _ => Task.CompletedTask, TestContext.Current.CancellationToken);
        await ladder.AdvanceAsync(due, outcome, TestContext.Current.CancellationToken);
        return outcome;
    }

    public static async Task<ServiceHarness> StartAsync(Action<FakePolicies>? policies = null)
    {
        var harness = await ServiceHarness.StartAsync(
            bus =>
            {
                bus.AddLifecycle();
                bus.AddTimeouts();
            },
            new Dictionary<string, string?> { ["options:timeouts:tries"] = "1", ["options:timeouts:verifyWithin"] = "200ms", ["options:timeouts:heldDelay"] = "7m" });
        policies?.Invoke(harness.Policies);
        return harness;
    }
}
