using FlowForge.Hosting;
using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Scheduler.Tests;

public sealed class When_work_recurs
{
    [Fact]
    public async Task Should_be_done_by_the_clock_also_after_a_failure()
    {
        var work = new EverySecond { FailsFirst = true };
        await using var harness = await StartAsync(work);

        await Eventually.IsTrueAsync(() => work.Rounds >= 2, "it was not done twice");
    }

    [Fact]
    public async Task Should_be_left_to_the_replica_that_holds_the_lease()
    {
        var work = new EverySecond();
        using var folder = new TempFolder();
        await using var harness = await StartAsync(work, folder.Path);
        var leases = harness.Get<ILeaseStore>();
        var now = TimeProvider.System.Now();
        await Eventually.IsTrueAsync(() => leases.TryAcquireAsync(work.Name, "another replica", now, now.AddHours(1), TestContext.Current.CancellationToken), "the lease was never free");
        var before = work.Rounds;

        await Eventually.IsTrueAsync(() => TimeProvider.System.GetUtcNow() > now.AddSeconds(2.5), "the clock stands still");

        Assert.Equal(before, work.Rounds);
    }

    private static Task<ServiceHarness> StartAsync(IRecurringWork work, string? folder = null) =>
        ServiceHarness.StartAsync(bus => bus.AddScheduler(), folder: folder, more: services => services.AddSingleton(work));

    private sealed class EverySecond : IRecurringWork
    {
        private int _rounds;

        public bool FailsFirst { get; init; }
        public int Rounds => _rounds;
        public string Name => "test-work";
        public string Cron => "* * * * * ?";

        public Task ExecuteAsync(CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _rounds) == 1 && FailsFirst ? throw new IOException("not yet") : Task.CompletedTask;
    }
}
