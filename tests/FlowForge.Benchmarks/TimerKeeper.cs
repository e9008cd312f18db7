using System.Diagnostics;

namespace FlowForge.Benchmarks;

/// <summary>One way to keep timers: by how many callers at once, how many in one call, the two calls, which get the timers' numbers, and how many are pending.</summary>
internal sealed record TimerKeeper(string Name, int Callers, int Batch, Func<IReadOnlyList<int>, Task> Schedule, Func<IReadOnlyList<int>, Task> Cancel, Func<Task<long>> Pending)
{
    private readonly List<double> _schedules = [];
    private readonly List<double> _cancels = [];
    private readonly List<double> _both = [];

    /// <summary>Timers a second, each scheduled and cancelled; the median of the rounds so far.</summary>
    public double PerSecond => Figures.Median(_both);

    /// <summary>Schedules so many timers, and then cancels them all.</summary>
    public async Task RunAsync(int first, int count, bool counts)
    {
        var before = await Pending();
        var schedule = await EachBatchAsync(first, count, Schedule);
        await ExpectAsync(before + count, "scheduling");
        var cancel = await EachBatchAsync(first, count, Cancel);
        await ExpectAsync(before, "cancelling");
        if (!counts) return;
        _schedules.Add(count / schedule.TotalSeconds);
        _cancels.Add(count / cancel.TotalSeconds);
        _both.Add(count / (schedule + cancel).TotalSeconds);
    }

    public override string ToString() =>
        $"{Name}, {Callers} {(Callers == 1 ? "caller" : "callers")}, {(Batch == 1 ? "one by one" : $"{Batch} at once")}: {PerSecond:N0} schedule+cancel/s ({Figures.Median(_schedules):N0} schedules/s, {Figures.Median(_cancels):N0} cancels/s; rounds {string.Join(" ", _both.Select(rate => $"{rate:N0}"))})";

    /// <summary>How long it took to do that with all of them.</summary>
    public async Task<TimeSpan> EachBatchAsync(int first, int count, Func<IReadOnlyList<int>, Task> call)
    {
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(first, count).Chunk(Batch), new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (numbers, _) => await call(numbers));
        return watch.Elapsed;
    }

    private async Task ExpectAsync(long expected, string after)
    {
        if (await Pending() is var pending && pending != expected) throw new InvalidOperationException($"{Name}: {pending} timers are pending after {after}, not {expected}: the figures would say nothing");
    }
}
