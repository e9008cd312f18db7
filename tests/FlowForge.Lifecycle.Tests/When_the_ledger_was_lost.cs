using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Lifecycle.Tests;

public sealed class When_the_ledger_was_lost
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_make_every_timer_again_from_the_registry()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        var reader = harness.Get<EventReader>();
        var now = TimeProvider.System.Now();
        // Straight into the registry: as if the timers of these had never reached a ledger.
        await harness.Registry.ApplyStartedAsync(reader.Read(LifecycleHarness.Started("running")), _cancelled);
        await harness.Registry.ApplyStartedAsync(reader.Read(LifecycleHarness.Started("overdue") with { StartedAt = now.AddHours(-1) }), _cancelled);
        await harness.Registry.ApplyStartedAsync(reader.Read(LifecycleHarness.Started("ended")), _cancelled);
        await harness.Registry.ApplyFinishedAsync(reader.Read(LifecycleHarness.Finished("ended", JobOutcome.Failed)), _cancelled);

        var overdueOnly = await harness.Get<TimerRebuild>().RunAsync(now, _cancelled);
        Assert.Equal(1, overdueOnly);
        Assert.Single(harness.Scheduled(DerivedId.EscalationToken("overdue", 1)));

        Assert.Equal(3, await harness.Get<TimerRebuild>().RunAsync(null, _cancelled));
        Assert.Single(harness.Scheduled(DerivedId.EscalationToken("running", 1)));
        Assert.Single(harness.Scheduled(DerivedId.CleanupToken("ended", 1)));
    }
}
