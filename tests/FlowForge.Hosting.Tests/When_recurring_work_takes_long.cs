using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace FlowForge.Hosting.Tests;

/// <summary>Work that outlasts its lease of 10 min, on a clock that the test moves; Quartz fires by the real one.</summary>
public sealed class When_recurring_work_takes_long
{
    private const string Other = "another replica";

    [Fact]
    public async Task Should_it_keep_its_lease_until_it_is_done()
    {
        var work = new LongWork();
        await using var harness = await StartAsync(work, out var clock, out var leases);
        await work.Begun.Task;

        for (var minute = 1; minute <= 30; minute++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await Eventually.IsTrueAsync(() => leases.Taken > minute, "the lease was not renewed");
        }

        Assert.False(work.IsBrokenOff);
        Assert.False(await TryAsync(harness, clock.GetUtcNow()));
        work.MayEnd.SetResult();
        await Eventually.IsTrueAsync(() => TryAsync(harness, clock.GetUtcNow()), "the lease was not given back");
    }

    [Fact]
    public async Task Should_it_be_broken_off_where_another_has_its_lease()
    {
        var work = new LongWork();
        await using var harness = await StartAsync(work, out var clock, out _);
        await work.Begun.Task;

        // As after a pause in which the lease ran out: another took it.
        Assert.True(await TryAsync(harness, clock.GetUtcNow() + TimeSpan.FromHours(1)));
        clock.Advance(TimeSpan.FromMinutes(1));

        await Eventually.IsTrueAsync(() => work.IsBrokenOff, "it went on without its lease");
    }

    private static Task<bool> TryAsync(ServiceHarness harness, DateTimeOffset now) => harness.Get<ILeaseStore>().TryAcquireAsync(LongWork.Called, Other, now, now + TimeSpan.FromDays(1), TestContext.Current.CancellationToken);

    private static Task<ServiceHarness> StartAsync(LongWork work, out FakeTimeProvider clock, out CountedLeases leases)
    {
        var hand = clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var counted = leases = new CountedLeases();
        return ServiceHarness.StartAsync(_ => { }, more: services =>
        {
            services.RemoveAll<IRecurringWork>();
            services.AddSingleton<TimeProvider>(hand);
            services.AddSingleton<IRecurringWork>(work);
            var real = services.Last(service => service.ServiceType == typeof(ILeaseStore)).ImplementationType!;
            services.AddSingleton<ILeaseStore>(provider => counted.Over((ILeaseStore)ActivatorUtilities.CreateInstance(provider, real)));
        });
    }

    private sealed class CountedLeases : ILeaseStore
    {
        private ILeaseStore _real = null!;
        private int _taken;

        /// <summary>How often the work's own lease was taken or renewed.</summary>
        public int Taken => _taken;

        public CountedLeases Over(ILeaseStore real)
        {
            _real = real;
            return this;
        }

        public async Task<bool> TryAcquireAsync(string name, string owner, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken = default)
        {
            var taken = await _real.TryAcquireAsync(name, owner, now, until, cancellationToken);
            if (taken && owner != Other) Interlocked.Increment(ref _taken);
            return taken;
        }

        public Task ReleaseAsync(string name, string owner, CancellationToken cancellationToken = default) => _real.ReleaseAsync(name, owner, cancellationToken);
    }

    private sealed class LongWork : IRecurringWork
    {
        public const string Called = "long-work";

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public bool IsBrokenOff { get; private set; }
        public string Name => Called;
        public string Cron => "* * * * * ?";

        public async Task ExecuteAsync(CancellationToken cancellationToken)
        {
            Begun.TrySetResult();
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
