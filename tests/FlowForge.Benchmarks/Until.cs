using System.Diagnostics;

namespace FlowForge.Benchmarks;

/// <summary>Waits for a condition without failing: a benchmark prints what there is.</summary>
internal static class Until
{
    public static async Task EverySecondAsync(Func<Task<bool>> condition, TimeSpan atMost)
    {
        var watch = Stopwatch.StartNew();
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (!await condition() && watch.Elapsed < atMost) await second.WaitForNextTickAsync();
    }
}
