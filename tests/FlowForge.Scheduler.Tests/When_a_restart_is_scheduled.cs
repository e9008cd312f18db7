using System.Collections.Concurrent;
using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.Jobs;
using FlowForge.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Scheduler.Tests;

/// <summary>It is for whoever starts jobs, so it goes to its message's exchange and not to a queue.</summary>
public sealed class When_a_restart_is_scheduled
{
    private static readonly JobRestartRequested Request = new()
    {
        Id = DerivedId.RestartToken("job", 2),
        JobId = "job",
        Attempt = 1,
        NextAttempt = 2,
        Cause = "no pods",
        At = DateTimeOffset.UnixEpoch,
        InitiatedBy = "a test",
    };

    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_come_once_to_each_that_listens_and_leave_nothing_behind()
    {
        await using var harness = await StartAsync();
        await TimersAsync(harness, timers => timers.RestartAsync(Request, TimeProvider.System.GetUtcNow(), _cancelled));
        await Eventually.IsTrueAsync(() => Heard(harness).Count >= 2, "not all heard of it");
        await NothingIsLeftAsync(harness);
        Assert.Equal([("first", Request), ("second", Request)], Heard(harness).OrderBy(heard => heard.By, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Should_leave_nothing_behind_where_nobody_listens()
    {
        await using var harness = await StartAsync(listening: false);
        await FarOffAsync(harness);
        await TimersAsync(harness, timers => timers.RestartAsync(Request, TimeProvider.System.GetUtcNow(), _cancelled));
        await NothingIsLeftAsync(harness);
    }

    [Fact]
    public async Task Should_be_replaced_when_the_same_attempt_is_asked_for_again()
    {
        await using var harness = await StartAsync();
        await FarOffAsync(harness);
        await TimersAsync(harness, timers => timers.RestartAsync(Request with { Cause = "node lost" }, TimeProvider.System.GetUtcNow(), _cancelled));
        await Eventually.IsTrueAsync(() => Heard(harness).Count >= 2, "not all heard of it");
        await NothingIsLeftAsync(harness);
        Assert.All(Heard(harness), heard => Assert.Equal("node lost", heard.Request.Cause));
    }

    [Fact]
    public async Task Should_be_withdrawn_once_the_next_attempt_is_there()
    {
        await using var harness = await StartAsync();
        await FarOffAsync(harness);
        await TimersAsync(harness, timers => timers.WithdrawAsync(JobId.Parse("job"), attempt: 1, _cancelled));
        await NothingIsLeftAsync(harness);
        Assert.Empty(Heard(harness));
    }

    private async Task FarOffAsync(ServiceHarness harness)
    {
        await TimersAsync(harness, timers => timers.RestartAsync(Request, TimeProvider.System.GetUtcNow().AddHours(1), _cancelled));
        await Eventually.IsTrueAsync(async () => await harness.Get<ITimerLedger>().CountAsync(_cancelled) == 1, "the timer did not reach the ledger");
    }

    /// <summary>The ledger first: what it has delivered is in the journal before it is struck.</summary>
    private Task NothingIsLeftAsync(ServiceHarness harness) => Eventually.IsTrueAsync(
        async () => await harness.Get<ITimerLedger>().CountAsync(_cancelled) == 0 && (await harness.Get<IMessageJournal>().ReadAsync(_cancelled)).Count == 0,
        "something stayed in the ledger or in the journal");

    private static ConcurrentQueue<(string By, JobRestartRequested Request)> Heard(ServiceHarness harness) => harness.Get<RestartLog>().Heard;

    private static async Task TimersAsync(ServiceHarness harness, Func<JobTimers, Task> act)
    {
        await using var scope = harness.Get<IServiceScopeFactory>().CreateAsyncScope();
        await act(scope.ServiceProvider.GetRequiredService<JobTimers>());
    }

    private static Task<ServiceHarness> StartAsync(bool listening = true) => ServiceHarness.StartAsync(bus =>
    {
        bus.AddSingleton<RestartLog>();
        bus.AddScheduler();
        if (!listening) return;
        bus.AddConsumer<FirstJobManager>().Endpoint(endpoint => endpoint.Name = "first");
        bus.AddConsumer<SecondJobManager>().Endpoint(endpoint => endpoint.Name = "second");
    });

    /// <summary>What the job managers heard.</summary>
    private sealed class RestartLog
    {
        public ConcurrentQueue<(string By, JobRestartRequested Request)> Heard { get; } = new();
    }

    /// <summary>One that starts jobs.</summary>
    private abstract class JobManager(string name, RestartLog log) : IConsumer<JobRestartRequested>
    {
        public Task Consume(ConsumeContext<JobRestartRequested> context)
        {
            log.Heard.Enqueue((name, context.Message));
            return Task.CompletedTask;
        }
    }

    private sealed class FirstJobManager(RestartLog log) : JobManager("first", log);

    private sealed class SecondJobManager(RestartLog log) : JobManager("second", log);
}
