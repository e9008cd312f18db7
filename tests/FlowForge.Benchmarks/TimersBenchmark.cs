namespace FlowForge.Benchmarks;

/// <summary>How late timers come, with many more pending than due.</summary>
internal static class TimersBenchmark
{
    private const int Pending = 10_000;
    private const int Seed = 20_260_101;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Allowed = TimeSpan.FromMilliseconds(250);

    public static async Task<bool> RunAsync()
    {
        // Seeded, so that two runs have the same due times.
#pragma warning disable CA5394 // Not for security.
        var random = new Random(Seed);
        var spread = await TimerRun.RunAsync(Pending, [.. Enumerable.Range(0, 2_000).Select(_ => Span * random.NextDouble())]);
#pragma warning restore CA5394
        Console.WriteLine("2,000 of 10,000 timers due at random times within 60 s:");
        var p99 = Print(spread);
        var held = p99 <= Allowed.TotalMilliseconds && spread.IsSound;
        Console.WriteLine($"  p99 <= {Allowed.TotalMilliseconds} ms: {(held ? "yes" : "NO")}");

        var burst = await TimerRun.RunAsync(Pending, [.. Enumerable.Repeat(TimeSpan.Zero, 200)]);
        Console.WriteLine("200 of 10,000 timers due at the same instant:");
        Print(burst);
        return held && burst.IsSound;
    }

    private static double Print(TimerRun run)
    {
        var p99 = Figures.Percentile(run.Lateness, 0.99);
        Console.WriteLine($"  scheduled through the bus at {run.ScheduledPerSecond:N0}/s, until durable");
        Console.WriteLine($"  late by p50 {Figures.Percentile(run.Lateness, 0.5):N0} ms, p95 {Figures.Percentile(run.Lateness, 0.95):N0} ms, p99 {p99:N0} ms, max {run.Lateness[^1]:N0} ms");
        Console.WriteLine($"  came: {run.Lateness.Count} of {run.Expected}, twice: {run.Repeated}, before their time: {run.Lateness.Count(late => late < 0)}, still pending: {run.StillPending}");
        return p99;
    }
}
