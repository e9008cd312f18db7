using System.Diagnostics;

namespace FlowForge.Benchmarks;

/// <summary>Many callers that each wait for one call before they make the next.</summary>
internal static class Calls
{
    /// <summary>Calls per second.</summary>
    /// <param name="callers">How many at once.</param>
    /// <param name="span">How long.</param>
    /// <param name="call">Gets the caller's number and the number of its call.</param>
    public static async Task<double> PerSecondAsync(int callers, TimeSpan span, Func<int, int, Task> call)
    {
        var done = 0L;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var number = 0; watch.Elapsed < span; number++)
            {
                await call(caller, number);
                Interlocked.Increment(ref done);
            }
        })));
        return done / watch.Elapsed.TotalSeconds;
    }
}
