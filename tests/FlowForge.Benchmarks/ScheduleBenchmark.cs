using FlowForge.Jobs;
using FlowForge.Scheduler;
using FlowForge.Testing;
using Quartz;

namespace FlowForge.Benchmarks;

/// <summary>Schedule and cancel: the durable ledger against Quartz's RAM store, which forgets with the process.</summary>
internal static class ScheduleBenchmark
{
    private const int Callers = 64;
    private const int BatchCallers = 4;

    /// <summary>What the scheduler service takes at once.</summary>
    private const int Batch = 200;

    /// <summary>What waits in each store meanwhile: an empty one would flatter both, and the one in memory more.</summary>
    private const int Standing = 10_000;

    private const int Rounds = 3;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);
    private static readonly JobKey Nothing = new("nothing");

    public static async Task<bool> RunAsync()
    {
        await using var harness = await ServiceHarness.StartAsync(bus => bus.AddScheduler());
        var ledger = harness.Get<ITimerLedger>();
        var quartz = await harness.Get<ISchedulerFactory>().GetScheduler();
        await quartz.AddJob(JobBuilder.Create<NothingJob>().WithIdentity(Nothing).StoreDurably().Build(), new AddJobOptions { Replace = true });
        var due = TimeProvider.System.Now().AddDays(30);
        await ledger.StoreAsync([.. Enumerable.Range(0, Standing).Select(number => Timer(-1, number, due))]);
        for (var number = 0; number < Standing; number++) await AddToQuartzAsync(quartz, new TriggerKey($"standing-{number}"), due.AddSeconds(number));
        var (ram, single, batched) = (new List<double>(), new List<double>(), new List<double>());
        // In turns, so that what others do on the machine meets all.
        for (var round = 0; round < Rounds; round++)
        {
            ram.Add(await Calls.PerSecondAsync(Callers, Span, (caller, number) => InQuartzAsync(quartz, $"{caller}-{number}", due.AddSeconds(number))));
            single.Add(await Calls.PerSecondAsync(Callers, Span, (caller, number) => InLedgerAsync(ledger, [Timer(caller, number, due)])));
            batched.Add(Batch * await Calls.PerSecondAsync(BatchCallers, Span, (caller, number) =>
                InLedgerAsync(ledger, [.. Enumerable.Range(number * Batch, Batch).Select(timer => Timer(caller, timer, due))])));
        }
        Console.WriteLine($"{Standing:N0} timers wait in each store; medians of {Rounds} times {Span.TotalSeconds:N0} s");
        Print($"Quartz RAM store, {Callers} callers", ram, ram);
        Print($"ledger, one by one, {Callers} callers", single, ram);
        Print($"ledger, in batches of {Batch} as the service does, {BatchCallers} callers", batched, ram);
        return true;
    }

    private static void Print(string what, List<double> measured, List<double> against) =>
        Console.WriteLine($"{what}: {Figures.Median(measured):N0} schedule+cancel/s, {Figures.Median(measured) / Figures.Median(against):N2} of Quartz RAM");

    private static async Task InQuartzAsync(IScheduler quartz, string name, DateTimeOffset due)
    {
        var key = new TriggerKey(name);
        await AddToQuartzAsync(quartz, key, due);
        await quartz.UnscheduleJobs([key]);
    }

    private static async Task AddToQuartzAsync(IScheduler quartz, TriggerKey key, DateTimeOffset due) =>
        await quartz.ScheduleTrigger(TriggerBuilder.Create().ForJob(Nothing).WithIdentity(key).StartAt(due).Build(), TriggerConflict.Replace);

    private static async Task InLedgerAsync(ITimerLedger ledger, IReadOnlyCollection<TimerEntry> timers)
    {
        await ledger.StoreAsync(timers);
        await ledger.CancelAsync([.. timers.Select(timer => timer.Token)]);
    }

    private static TimerEntry Timer(int caller, int number, DateTimeOffset due) => new()
    {
        Token = DerivedId.From("timer", caller, number),
        DueAt = due.AddSeconds(number),
        Destination = new Uri("queue:timeout-escalation"),
        PayloadType = ["urn:message:FlowForge.Contracts:TimeoutEscalation"],
        Payload = $$"""{"jobId":"job-{{caller}}-{{number}}","attempt":1,"generation":0,"step":1}""",
    };
}
