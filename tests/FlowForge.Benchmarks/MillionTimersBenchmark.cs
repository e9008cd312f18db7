namespace FlowForge.Benchmarks;

/// <summary>What a million pending deadlines cost a scheduler replica in memory and punctuality.</summary>
internal static class MillionTimersBenchmark
{
    public const int Million = 1_000_000;

    private const int Due = 2_000;
    private const int Seed = 20_260_101;
    private const double AllowedMemory = 300;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AllowedLateness = TimeSpan.FromSeconds(1);

    public static async Task<bool> RunAsync(int pending)
    {
        // Seeded, so that two runs have the same due times.
#pragma warning disable CA5394 // Not for security.
        var random = new Random(Seed);
        List<TimeSpan> due = [.. Enumerable.Range(0, Due).Select(_ => Span * random.NextDouble())];
#pragma warning restore CA5394
        Console.WriteLine($"{Due:N0} timers due at random times within {Span.TotalSeconds:N0} s, and no others:");
        Print(await PendingRun.RunAsync(0, due));
        Console.WriteLine($"{Due:N0} timers due at random times within {Span.TotalSeconds:N0} s, and {pending:N0} others:");
        var run = await PendingRun.RunAsync(pending, due);
        Print(run);
        var held = run.IsSound && run.Memory.Peak < AllowedMemory && Figures.Percentile(run.Lateness, 0.99) <= AllowedLateness.TotalMilliseconds;
        Console.WriteLine($"with {pending:N0} pending{(pending < Million ? " (not a million, as promised)" : "")}: under {AllowedMemory} MiB at most and p99 <= {AllowedLateness.TotalSeconds} s: {(held ? "yes" : "NO")}");
        return held;
    }

    private static void Print(PendingRun run)
    {
        Console.WriteLine($"  the scheduler's process: {run.Memory.Start:N0} MiB resident at the start, {run.Memory.End:N0} at the end, {run.Memory.Peak:N0} at most");
        if (run.Lateness.Count > 0)
            Console.WriteLine($"  late by p50 {Figures.Percentile(run.Lateness, 0.5):N0} ms, p95 {Figures.Percentile(run.Lateness, 0.95):N0} ms, p99 {Figures.Percentile(run.Lateness, 0.99):N0} ms, max {run.Lateness[^1]:N0} ms");
        Console.WriteLine($"  came: {run.Lateness.Count} of {run.Expected}, twice: {run.Repeated}, before their time: {run.Lateness.Count(late => late < 0)}, still pending: {run.StillPending:N0} of {run.FarOff:N0}");
    }
}
