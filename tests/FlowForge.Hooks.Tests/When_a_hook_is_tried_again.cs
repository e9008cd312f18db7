using FlowForge.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace FlowForge.Hooks.Tests;

public sealed class When_a_hook_is_tried_again : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Bench _bench;
    private readonly List<TimeSpan> _tries = [];

    public When_a_hook_is_tried_again() => _bench = new Bench { Clock = _clock };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Should_wait_twice_as_long_each_time_and_report_how_often_it_took()
    {
        _bench.With(new CodeHook("flaky", LifecycleStage.Failed, (_, _) => Note() < 4 ? throw new HookFailedException("not yet") : Task.CompletedTask, Limits(retries: 5)));

        var hook = await RunAsync();

        Assert.Equal((true, null, 4), (hook.Success, hook.Error, hook.Tries));
        Assert.Equal([1, 2, 4], Pauses());
    }

    [Fact]
    public async Task Should_give_up_after_its_retries()
    {
        _bench.With(new CodeHook("broken", LifecycleStage.Failed, (_, _) => throw new HookFailedException($"try {Note()}"), Limits(retries: 2)));

        var hook = await RunAsync();

        Assert.Equal((false, "try 3", 3), (hook.Success, hook.Error, hook.Tries));
    }

    [Fact]
    public async Task Should_not_be_where_that_cannot_help()
    {
        _bench.With(new CodeHook("refused", LifecycleStage.Failed, (_, _) => throw new HookFailedException($"try {Note()}", canRetry: false), Limits(retries: 2)));

        Assert.Equal(1, (await RunAsync()).Tries);
    }

    [Fact]
    public async Task Should_time_out_even_where_it_ignores_its_token()
    {
        var never = new TaskCompletionSource();
        _bench.With(new CodeHook("deaf", LifecycleStage.Failed, (_, _) => { Note(); return never.Task; }, Limits(retries: 1)));

        var hook = await RunAsync();

        Assert.Equal((false, "timed out after 10s", 2), (hook.Success, hook.Error, hook.Tries));
        Assert.Equal([11], Pauses());
    }

    [Fact]
    public async Task Should_time_out_even_where_it_blocks()
    {
        using var never = new ManualResetEventSlim();
        _bench.With(new CodeHook("blocking", LifecycleStage.Failed, (_, _) => { never.Wait(CancellationToken.None); return Task.CompletedTask; }, Limits(retries: 0)));

        var hook = await RunAsync();
        never.Set();

        Assert.Equal("timed out after 10s", hook.Error);
    }

    [Fact]
    public void Should_never_wait_longer_than_five_minutes_unless_told_so()
    {
        Assert.Equal(TimeSpan.FromMinutes(5), new HookLimits(TimeSpan.FromSeconds(1), 10, TimeSpan.FromSeconds(1)).PauseAfter(10));
        Assert.Equal(TimeSpan.FromDays(365), new HookLimits(TimeSpan.FromSeconds(1), 10, TimeSpan.FromDays(365)).PauseAfter(10));
    }

    private static HookLimits Limits(int retries) => new(TimeSpan.FromSeconds(10), retries, TimeSpan.FromSeconds(1));

    private int Note()
    {
        _tries.Add(_clock.GetUtcNow() - _clock.Start);
        return _tries.Count;
    }

    private IEnumerable<int> Pauses() => _tries.Zip(_tries.Skip(1), (before, after) => (int)Math.Round((after - before).TotalSeconds));

    private async Task<HookExecuted> RunAsync()
    {
        var running = _bench.EnterAsync();
        // Time moves in small steps, so that a timer set in between fires close to its due time.
        while (!running.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
            _clock.Advance(TimeSpan.FromMilliseconds(250));
        }
        return (await running).Executed.Single();
    }
}
