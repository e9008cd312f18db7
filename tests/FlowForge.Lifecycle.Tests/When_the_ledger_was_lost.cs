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
        await harness.Registry.ApplyStartedAsync(reader.Read(LifecycleHarness.Started("kept-too-long") with { StartedAt = now.AddDays(-9) }), _cancelled);
        await harness.Registry.ApplyFinishedAsync(reader.Read(LifecycleHarness.Finished("kept-too-long", JobOutcome.Failed) with { FinishedAt = now.AddDays(-8) }), _cancelled);

        // As the recurring work does it: only what should have happened already.
        var overdueOnly = await harness.Get<TimerRebuild>().RunAsync(now, _cancelled);
        Assert.Equal(2, overdueOnly);
        Assert.Single(harness.Scheduled(DerivedId.EscalationToken("overdue", 1)));
        Assert.Single(harness.Scheduled(DerivedId.CleanupToken("kept-too-long", 1)));
        Assert.Empty(harness.Scheduled(DerivedId.CleanupToken("ended", 1)));

        Assert.Equal(4, await harness.Get<TimerRebuild>().RunAsync(null, _cancelled));
        Assert.Single(harness.Scheduled(DerivedId.EscalationToken("running", 1)));
        Assert.Single(harness.Scheduled(DerivedId.CleanupToken("ended", 1)));
    }
}
