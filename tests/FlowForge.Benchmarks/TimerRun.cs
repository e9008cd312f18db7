using System.Diagnostics;
using FlowForge.Jobs;
using FlowForge.Scheduler;
using FlowForge.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Benchmarks;

/// <summary>The embedded mode with its defaults: SQLite, the journaled in-memory bus, the scheduler service. Every timer goes the whole way.</summary>
internal sealed record TimerRun
{
    /// <summary>From the last timer stored to the first one due; scheduling takes seconds, and nothing may be due meanwhile.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Uri Queue = new("queue:" + QueueName);
    private const string QueueName = "benchmark-tick";
    private const int Schedulers = 64;

    static TimerRun() => MassTransit.Scheduling.ScheduleTokenId.UseTokenId<Tick>(tick => DerivedId.From("tick", tick.Number));

    /// <summary>Milliseconds, sorted: of each timer that came, its first arrival against its due time.</summary>
    public required IReadOnlyList<double> Lateness { get; init; }

    public required int Expected { get; init; }
    public required int Repeated { get; init; }
    public required long StillPending { get; init; }
    public required long FarOff { get; init; }
    public required double ScheduledPerSecond { get; init; }

    /// <summary>Each due timer came, once, not before its time, and the others still wait.</summary>
    public bool IsSound => Lateness.Count == Expected && Repeated == 0 && Lateness[0] >= 0 && StillPending == FarOff;

    /// <param name="pending">How many timers there are in all; those not in <paramref name="due"/> are due an hour to a day later.</param>
    /// <param name="due">When, after the first one.</param>
    public static async Task<TimerRun> RunAsync(int pending, IReadOnlyList<TimeSpan> due)
    {
        await using var harness = await ServiceHarness.StartAsync(bus =>
        {
            bus.AddScheduler();
            bus.AddSingleton<TickLog>();
            bus.AddConsumer<TickConsumer>().Endpoint(endpoint => endpoint.Name = QueueName);
        });
        var clock = TimeProvider.System;
        var ledger = harness.Get<ITimerLedger>();
        var start = clock.Now() + Lead;
        var farOff = TimeSpan.FromDays(1) / pending;
        var watch = Stopwatch.StartNew();
        var dueAt = Enumerable.Range(0, pending).Select(i => start + (i < due.Count ? due[i] : TimeSpan.FromHours(1) + i * farOff)).Select(at => at.ToStored()).ToList();
        await Parallel.ForAsync(0, pending, new ParallelOptions { MaxDegreeOfParallelism = Schedulers }, async (i, cancellationToken) =>
        {
            await using var scope = harness.Get<IServiceScopeFactory>().CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMessageScheduler>()
                .ScheduleSend(Queue, dueAt[i].UtcDateTime, new Tick { Number = i, DueAt = dueAt[i] }, cancellationToken);
        });
        await Eventually.IsTrueAsync(async () => await ledger.CountAsync() == pending, $"not all {pending} timers were stored", Lead);
        var stored = watch.Elapsed;
        if (clock.GetUtcNow() >= start) throw new InvalidOperationException($"scheduling took {stored}, longer than the lead of {Lead}: the figures would say nothing");

        var log = harness.Get<TickLog>();
        // Looked at once a second: a busier look would itself be load.
        await Until.EverySecondAsync(() => Task.FromResult(log.Count >= due.Count), Lead + due.Max() + Patience);
        // The last one is struck from the ledger after it was delivered; a second arrival would come in that time too.
        await Until.EverySecondAsync(async () => await ledger.CountAsync() == pending - due.Count, TimeSpan.FromSeconds(5));
        var firsts = log.Arrivals.GroupBy(arrival => arrival.Tick.Number).Select(same => same.Min(arrival => (arrival.At - arrival.Tick.DueAt).TotalMilliseconds));
        return new TimerRun
        {
            Lateness = [.. firsts.Order()],
            Expected = due.Count,
            Repeated = log.Count - log.Arrivals.Select(arrival => arrival.Tick.Number).Distinct().Count(),
            StillPending = await ledger.CountAsync(),
            FarOff = pending - due.Count,
            ScheduledPerSecond = pending / stored.TotalSeconds,
        };
    }
}
