using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FlowForge.Hosting.Tests;

/// <summary>Work that outlasts its lease of 10 min, on a clock that the test moves.</summary>
public sealed class When_recurring_work_takes_long
{
    private const string Other = "another replica";
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly LongWork _work = new();
    private readonly CountedLeases _leases = new();

    [Fact]
    public async Task Should_it_keep_its_lease_until_it_is_done()
    {
        await using var harness = await ServiceHarness.StartAsync(_ => { });
        var running = Begin(harness);
        await PassUntilAsync(() => _leases.Taken > 30, "the lease was not renewed");

        Assert.False(await TryAsync(harness));
        Assert.False(running.IsCompleted);
        _work.MayEnd.SetResult();
        await running;
        Assert.False(_work.IsBrokenOff);
        Assert.True(await TryAsync(harness));
    }

    [Fact]
    public async Task Should_it_be_broken_off_where_another_has_its_lease()
    {
        await using var harness = await ServiceHarness.StartAsync(_ => { });
        var running = Begin(harness);

        // As after a pause in which it ran out.
        Assert.True(await harness.Get<ILeaseStore>().TryAcquireAsync(_work.Name, Other, Now.AddHours(1), Now.AddDays(300), TestContext.Current.CancellationToken));
        await PassUntilAsync(() => running.IsCompleted, "it went on");

        Assert.True(_work.IsBrokenOff);
    }

    [Fact]
    public async Task Should_it_be_broken_off_where_the_store_is_away_for_long()
    {
        await using var harness = await ServiceHarness.StartAsync(_ => { });
        var running = Begin(harness);
        _leases.IsAway = true;

        await PassUntilAsync(() => running.IsCompleted, "it went on");
        Assert.True(_work.IsBrokenOff);
    }

    private Task PassUntilAsync(Func<bool> condition, string what) => Eventually.IsTrueAsync(() =>
    {
        _clock.Advance(TimeSpan.FromSeconds(10));
        return condition();
    }, what);

    private DateTimeOffset Now => _clock.GetUtcNow();

    private Task Begin(ServiceHarness harness) =>
        new LeasedWork(_leases.Over(harness.Get<ILeaseStore>()), new ReplicaName("this one"), _clock, NullLogger<LeasedWork>.Instance).RunAsync(_work, TestContext.Current.CancellationToken);

    private Task<bool> TryAsync(ServiceHarness harness) => harness.Get<ILeaseStore>().TryAcquireAsync(_work.Name, Other, Now, Now.AddDays(1), TestContext.Current.CancellationToken);

    private sealed class CountedLeases : ILeaseStore
    {
        private ILeaseStore _real = null!;
        private int _taken, _tried;

        public int Taken => _taken;
        public int Tried => _tried;
        public bool IsAway { get; set; }

        public CountedLeases Over(ILeaseStore real)
        {
            _real = real;
            return this;
        }

        public async Task<bool> TryAcquireAsync(string name, string owner, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _tried);
            if (IsAway) throw new StorageException("the database is away");
            var taken = await _real.TryAcquireAsync(name, owner, now, until, cancellationToken);
            if (taken) Interlocked.Increment(ref _taken);
            return taken;
        }

        public Task ReleaseAsync(string name, string owner, CancellationToken cancellationToken = default) => IsAway ? Task.CompletedTask : _real.ReleaseAsync(name, owner, cancellationToken);
    }

    private sealed class LongWork : IRecurringWork
    {
        public TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public bool IsBrokenOff { get; private set; }
        public string Name => "long-work";
        public string Cron => "0 0 0 1 1 ?";

        public async Task ExecuteAsync(CancellationToken cancellationToken)
        {
            try
            {
                await MayEnd.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                IsBrokenOff = true;
                throw;
            }
        }
    }
}
