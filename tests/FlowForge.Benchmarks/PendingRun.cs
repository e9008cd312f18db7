using System.Diagnostics;
using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Benchmarks;

/// <summary>A scheduler replica in a process of its own, over MongoDB and RabbitMQ, with so many timers far off and some that fall due.</summary>
internal sealed record PendingRun
{
    private const string QueueName = "benchmark-tick";
    private const int Callers = 8;
    private const int Batch = 1_000;

    /// <summary>From storing what falls due to its first due time: more than the look-ahead, so that a sleeping replica finds it in time.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Milliseconds, sorted: of each timer that came, its first arrival against its due time.</summary>
    public required IReadOnlyList<double> Lateness { get; init; }

    public required int Expected { get; init; }
    public required int Repeated { get; init; }
    public required long StillPending { get; init; }
    public required int FarOff { get; init; }

    /// <summary>MiB: once it was ready, at the end, and at most.</summary>
    public required (double Start, double End, double Peak) Memory { get; init; }

    public bool IsSound => Lateness.Count == Expected && Repeated == 0 && Lateness[0] >= 0 && StillPending == FarOff;

    /// <param name="farOff">How many others wait; due from an hour to thirty days later.</param>
    /// <param name="due">When, after the first one.</param>
    public static async Task<PendingRun> RunAsync(int farOff, IReadOnlyList<TimeSpan> due)
    {
        await using var mongo = await OwnMongo.OpenAsync("timers");
        await using var vhost = await RabbitMqVhost.CreateAsync("timers");
        var ledger = mongo.Get<ITimerLedger>();
        await PreloadAsync(ledger, farOff);

        var log = new TickLog();
        using var receiver = await RabbitMqHost.StartAsync(services => services.AddSingleton(log), bus =>
        {
            bus.AddConsumer<TickConsumer>().Endpoint(endpoint => endpoint.Name = QueueName);
            bus.UseOurs(vhost.Address);
        });
        await using var scheduler = await SchedulerProcess.StartAsync(mongo.Database, vhost.Address);
        var atStart = scheduler.Memory("VmRSS");
        var start = TimeProvider.System.Now() + Lead;
        await ledger.StoreAsync([.. due.Select((after, number) => Entry(number, (start + after).ToStored()))]);
        if (TimeProvider.System.GetUtcNow() > start - (Lead / 4)) throw new InvalidOperationException("storing what falls due took too long: the figures would say nothing");

        // Looked at once a second: a busier look would itself be load.
        await Until.EverySecondAsync(() => Task.FromResult(log.Count >= due.Count), Lead + due.Max() + Patience);
        // The last one is struck from the ledger after it was delivered; a second arrival would come in that time too.
        await Until.EverySecondAsync(async () => await ledger.CountAsync() == farOff, TimeSpan.FromSeconds(5));
        var firsts = log.Arrivals.GroupBy(arrival => arrival.Tick.Number).Select(same => same.Min(arrival => (arrival.At - arrival.Tick.DueAt).TotalMilliseconds)).ToList();
        var run = new PendingRun
        {
            Lateness = [.. firsts.Order()],
            Expected = due.Count,
            Repeated = log.Count - firsts.Count,
            StillPending = await ledger.CountAsync(),
            FarOff = farOff,
            Memory = (atStart, scheduler.Memory("VmRSS"), scheduler.Memory("VmHWM")),
        };
        await receiver.StopAsync();
        return run;
    }

    private static async Task PreloadAsync(ITimerLedger ledger, int count)
    {
        if (count == 0) return;
        var from = TimeProvider.System.Now().AddHours(1);
        var apart = TimeSpan.FromDays(30) / count;
        var (watch, stored) = (Stopwatch.StartNew(), 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, count).Chunk(Batch), new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (numbers, cancellationToken) =>
        {
            await ledger.StoreAsync([.. numbers.Select(number => BenchmarkTimers.Entry(number, (from + (apart * number)).ToStored()))], cancellationToken);
            var now = Interlocked.Add(ref stored, numbers.Length);
            if (now % (count / 10) < Batch) Console.WriteLine($"  {now:N0} of {count:N0} stored, {now / watch.Elapsed.TotalSeconds:N0}/s");
        });
        Console.WriteLine($"  stored {count:N0} in {watch.Elapsed.TotalSeconds:N0} s by {Callers} callers, {Batch:N0} at once: {count / watch.Elapsed.TotalSeconds:N0}/s");
    }

    private static TimerEntry Entry(int number, DateTimeOffset dueAt) => new()
    {
        Token = DerivedId.From("tick", number),
        DueAt = dueAt,
        Destination = QueueNames.Address(QueueName),
        PayloadType = [MessageUrn.ForTypeString<Tick>()],
        Payload = $$"""{"number":{{number}},"dueAt":"{{dueAt:O}}"}""",
    };
}
