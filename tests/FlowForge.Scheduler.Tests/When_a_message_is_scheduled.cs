using FlowForge.Jobs;
using FlowForge.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Scheduler.Tests;

public sealed class When_a_message_is_scheduled
{
    static When_a_message_is_scheduled() => MassTransit.Scheduling.ScheduleTokenId.UseTokenId<Probe>(probe => probe.Token);

    private static readonly Uri Probes = new("queue:probe");
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_arrive_at_its_time_and_not_before()
    {
        await using var harness = await StartAsync();
        var due = TimeProvider.System.GetUtcNow().AddMilliseconds(700);

        await ScheduleAsync(harness, "later", due);

        var (_, at) = await ArrivalAsync(harness, "later");
        Assert.True(at >= due, $"due {due:O}, came {at:O}");
        await Eventually.IsTrueAsync(async () => await Ledger(harness).CountAsync(_cancelled) == 0, "the delivered timer stayed in the ledger");
        Assert.Single(harness.Get<ProbeLog>().Arrived);
    }

    [Fact]
    public async Task Should_arrive_at_once_when_its_time_has_passed()
    {
        await using var harness = await StartAsync();

        await ScheduleAsync(harness, "overdue", TimeProvider.System.GetUtcNow().AddHours(-1));

        await ArrivalAsync(harness, "overdue");
    }

    [Fact]
    public async Task Should_not_arrive_when_it_was_cancelled()
    {
        await using var harness = await StartAsync();
        var cancelled = await ScheduleAsync(harness, "cancelled", TimeProvider.System.GetUtcNow().AddMilliseconds(1_500));
        await Eventually.IsTrueAsync(async () => await Ledger(harness).CountAsync(_cancelled) == 1, "the timer did not reach the ledger");

        await using (var scope = harness.Get<IServiceScopeFactory>().CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<IMessageScheduler>().CancelScheduledSend(Probes, cancelled.TokenId, _cancelled);
        await Eventually.IsTrueAsync(async () => await Ledger(harness).CountAsync(_cancelled) == 0, "the timer stayed in the ledger");

        // A later timer has come: the cancelled one would have been before it.
        await ScheduleAsync(harness, "after", TimeProvider.System.GetUtcNow().AddMilliseconds(1_600));
        await ArrivalAsync(harness, "after");
        Assert.DoesNotContain(harness.Get<ProbeLog>().Arrived, arrived => arrived.Name == "cancelled");
    }

    [Fact]
    public async Task Should_be_replaced_by_one_with_the_same_token()
    {
        await using var harness = await StartAsync();
        var token = DerivedId.From("same");
        var now = TimeProvider.System.GetUtcNow();

        await ScheduleAsync(harness, "first", now.AddMilliseconds(800), token);
        await Eventually.IsTrueAsync(async () => await Ledger(harness).CountAsync(_cancelled) == 1, "the timer did not reach the ledger");
        await ScheduleAsync(harness, "second", now.AddMilliseconds(1_000), token);

        await ArrivalAsync(harness, "second");
        Assert.Single(harness.Get<ProbeLog>().Arrived);
    }

    [Fact]
    public async Task Should_cost_no_memory_while_it_is_far_off()
    {
        await using var harness = await StartAsync();
        await ScheduleAsync(harness, "far", TimeProvider.System.GetUtcNow().AddDays(30));
        await Eventually.IsTrueAsync(async () => await Ledger(harness).CountAsync(_cancelled) == 1, "the timer did not reach the ledger");

        var scheduler = await harness.Get<Quartz.ISchedulerFactory>().GetScheduler(_cancelled);
        var armed = await scheduler.GetTrigger(new Quartz.TriggerKey(TokenOf("far").ToString("N"), "timers"), _cancelled);
        Assert.Null(armed);
    }

    [Fact]
    public async Task Should_survive_a_restart_and_arrive_once_with_the_overdue_ones_at_once()
    {
        using var folder = new TempFolder();
        DateTimeOffset due;
        await using (var first = await StartAsync(folder.Path))
        {
            // Far enough that a busy machine gets through the rest of this block before; the first must not deliver it.
            due = TimeProvider.System.GetUtcNow().AddSeconds(8);
            await ScheduleAsync(first, "soon", due);
            await ScheduleAsync(first, "far", due.AddDays(1));
            await Eventually.IsTrueAsync(async () => await Ledger(first).CountAsync(_cancelled) == 2, "the timers did not reach the ledger");
            // As a crash would leave it: held by a run that is no more.
            await Ledger(first).LeaseAsync("test", due, due.AddHours(1), due.AddHours(1), 10, _cancelled);
        }

        await using var second = await StartAsync(folder.Path);
        await ArrivalAsync(second, "soon");
        // Delivered first and struck from the ledger after that.
        await Eventually.IsTrueAsync(async () => await Ledger(second).CountAsync(_cancelled) == 1, "the delivered timer was not struck, or the other one was");
        Assert.Single(second.Get<ProbeLog>().Arrived);
    }

    [Fact]
    public async Task Should_be_delivered_again_when_delivery_failed()
    {
        await using var harness = await StartAsync();
        var ledger = Ledger(harness);
        var entry = new TimerEntry
        {
            Token = DerivedId.From("broken"),
            DueAt = TimeProvider.System.Now(),
            Destination = new Uri("nonsense:nowhere"),
            PayloadType = ["urn:message:FlowForge.Scheduler.Tests:Probe"],
            Payload = """{"name":"broken"}""",
        };
        await ledger.StoreAsync([entry], _cancelled);
        harness.Get<LookAhead>().Stored([entry]);
        await Eventually.IsTrueAsync(async () => !await ledger.IsHeldAsync("test", entry.Token, entry.Version, _cancelled), "it was never given back");

        var mended = entry with { Destination = Probes };
        await ledger.StoreAsync([mended], _cancelled);
        harness.Get<LookAhead>().Stored([mended]);

        await ArrivalAsync(harness, "broken");
    }

    /// <summary>Its lease lasts half a minute longer, in which nobody else may take it.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public async Task Should_be_delivered_soon_after_a_store_comes_back_that_went_away_as_it_was_due(bool givesUp)
    {
        await using var harness = await StartAsync(more: FlakyLedger.Register);
        var ledger = (FlakyLedger)(object)Ledger(harness);
        if (givesUp) ledger.Failure = new TaskCanceledException("A connection was closed.");
        ledger.IsAway = true;
        await ScheduleAsync(harness, "late", TimeProvider.System.GetUtcNow().AddMilliseconds(500));
        await Eventually.IsTrueAsync(() => ledger.Refused >= 4, "it was not tried again while the store was away");

        ledger.IsAway = false;

        await ArrivalAsync(harness, "late");
        await Eventually.IsTrueAsync(async () => await Ledger(harness).CountAsync(_cancelled) == 0, "it was not struck");
        Assert.Single(harness.Get<ProbeLog>().Arrived);
    }

    [Fact]
    public async Task Should_a_scheduler_end_well_while_the_store_is_away()
    {
        var harness = await StartAsync(more: FlakyLedger.Register);
        var ledger = (FlakyLedger)(object)Ledger(harness);
        ledger.IsAway = true;

        await harness.DisposeAsync();

        Assert.True(ledger.Refused > 0);
    }

    private static Guid TokenOf(string name) => DerivedId.From("probe", name);

    private static ITimerLedger Ledger(ServiceHarness harness) => harness.Get<ITimerLedger>();

    private static async Task<ScheduledMessage<Probe>> ScheduleAsync(ServiceHarness harness, string name, DateTimeOffset due, Guid? token = null)
    {
        await using var scope = harness.Get<IServiceScopeFactory>().CreateAsyncScope();
        var scheduler = scope.ServiceProvider.GetRequiredService<IMessageScheduler>();
        return await scheduler.ScheduleSend(Probes, due.UtcDateTime, new Probe { Name = name, Token = token ?? TokenOf(name) });
    }

    private static async Task<(string Name, DateTimeOffset At)> ArrivalAsync(ServiceHarness harness, string name)
    {
        var log = harness.Get<ProbeLog>();
        await Eventually.IsTrueAsync(() => log.Arrived.Any(arrived => arrived.Name == name), $"'{name}' did not arrive");
        return log.Arrived.First(arrived => arrived.Name == name);
    }

    private static Task<ServiceHarness> StartAsync(string? folder = null, Action<IServiceCollection>? more = null) => ServiceHarness.StartAsync(
        bus =>
        {
            bus.AddScheduler();
            bus.AddSingleton<ProbeLog>();
            bus.AddConsumer<ProbeConsumer>().Endpoint(endpoint => endpoint.Name = "probe");
        },
        new Dictionary<string, string?> { [SchedulerOptions.Section + ":lookAhead"] = "2s" }, folder, more);
}
