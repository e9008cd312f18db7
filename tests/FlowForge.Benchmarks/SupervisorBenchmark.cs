namespace FlowForge.Benchmarks;

/// <summary>What supervising one job costs.</summary>
internal static class SupervisorBenchmark
{
    private const int Jobs = 10;

    public static async Task<bool> RunAsync()
    {
        var started = new List<SupervisedSleep>();
        try
        {
            // One after the other; all stay until the last was measured, so that what they share counts as shared.
            for (var job = 0; job < Jobs; job++) started.Add(await SupervisedSleep.StartAsync(job));
            var memory = started.Select(job => job.Memory()).ToList();
            Console.WriteLine($"from the start of a supervisor to its launched job: {Figures.Median(started.Select(job => job.StartTime.TotalMilliseconds)):N0} ms (median of {Jobs}, one after the other)");
            Console.WriteLine($"resident {Median("Rss"):N1} MiB, proportional {Median("Pss"):N1} MiB with {Jobs} running, private and dirty {Median("Private_Dirty"):N1} MiB (medians)");

            double Median(string field) => Figures.Median(memory.Select(fields => fields[field] / 1024.0));
        }
        finally
        {
            foreach (var job in started) await job.DisposeAsync();
        }
        return true;
    }
}
