using FlowForge.Jobs;
using FlowForge.Storage.Sqlite;
using FlowForge.Testing;

namespace FlowForge.Benchmarks;

/// <summary>Schedule and cancel: the ledger against Quartz's own durable store, clustered on PostgreSQL.</summary>
internal static class LedgerQuartzBenchmark
{
    private const double Claim = 10;

    /// <summary>What the scheduler service takes at once.</summary>
    private const int Batch = 200;

    /// <summary>Of callers at once. One is what a single replica of the scheduler does, eight are several of them.</summary>
    private const int Many = 8;

    private const int Count = 4_000;
    private const int Rounds = 3;

    /// <summary>What waits in each store meanwhile.</summary>
    private const int Standing = 10_000;

    public static async Task<bool> RunAsync()
    {
        var due = TimeProvider.System.Now().AddDays(30);
        await using var database = await PostgresDatabase.CreateAsync();
        await using var quartz = await QuartzOnPostgres.StartAsync(database, due);
        using var folder = new TempFolder();
        await using var sqlite = await StorageOnly.OpenAsync(services => services.AddSqliteStorage(options => options.DataFolder = folder.Path));
        await using var mongo = await OwnMongo.OpenAsync("ledger");

        TimerKeeper[] single = [InQuartz(Many, 1)];
        TimerKeeper[] bulk = [InQuartz(Many, Batch), InQuartz(1, 1_000), InQuartz(Many, 1_000)];
        TimerKeeper[] ledgers = [.. InLedger("ledger, MongoDB", mongo.Get<ITimerLedger>()), .. InLedger("ledger, SQLite", sqlite.Get<ITimerLedger>())];
        TimerKeeper[] all = [.. single, .. bulk, .. ledgers];
        foreach (var store in all.DistinctBy(keeper => keeper.Name)) await (store with { Batch = 1_000 }).EachBatchAsync(Count, Standing, store.Schedule);
        // In turns, so that what others do on the machine meets all; the first one is for warming up.
        for (var round = 0; round <= Rounds; round++)
            foreach (var keeper in all) await keeper.RunAsync(0, Count, counts: round > 0);

        Console.WriteLine($"{await PostgresDatabase.DurabilityAsync()}; the MongoDB endpoint is DocumentDB in that same server behind a gateway, so it promises and spares itself the same; SQLite syncs every commit to the disk");
        Console.WriteLine($"{Count:N0} timers scheduled, then cancelled, {Standing:N0} others wait in each store; medians of {Rounds} rounds");
        foreach (var keeper in all) Console.WriteLine(keeper);
        return ledgers.Where(ledger => ledger.Callers == Many).Select(ledger => Compare(ledger, Best(single), Best(bulk))).ToList().TrueForAll(held => held);

        TimerKeeper InQuartz(int callers, int batch) => new("Quartz AdoJobStore, clustered", callers, batch, quartz.ScheduleAsync, quartz.CancelAsync, database.CountTriggersAsync);

        IEnumerable<TimerKeeper> InLedger(string name, ITimerLedger ledger) => ((int[])[1, Many]).Select(callers => new TimerKeeper(name, callers, Batch,
            numbers => ledger.StoreAsync([.. numbers.Select(number => BenchmarkTimers.Entry(number, due.AddSeconds(number)))]),
            numbers => ledger.CancelAsync([.. numbers.Select(BenchmarkTimers.Token)]),
            () => ledger.CountAsync()));
    }

    private static TimerKeeper Best(IEnumerable<TimerKeeper> keepers) => keepers.MaxBy(keeper => keeper.PerSecond)!;

    private static bool Compare(TimerKeeper ledger, TimerKeeper single, TimerKeeper bulk)
    {
        var held = ledger.PerSecond >= Claim * bulk.PerSecond;
        Console.WriteLine($"{ledger.Name}: {ledger.PerSecond / single.PerSecond:N1} times Quartz one by one, {ledger.PerSecond / bulk.PerSecond:N1} times Quartz at its best in bulk; at least {Claim} times either: {(held ? "yes" : "NO")}");
        return held;
    }
}
