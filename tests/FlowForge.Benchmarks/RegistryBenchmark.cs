using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Benchmarks;

/// <summary>Durable transitions of job records: a start and an end of each job, each awaited.</summary>
internal static class RegistryBenchmark
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);
    private const int Rounds = 3;

    public static async Task<bool> RunAsync()
    {
        await using var harness = await ServiceHarness.StartAsync(_ => { });
        var registry = harness.Registry;
        var profile = new JobProfile { CorrelationId = "benchmark", Policy = harness.Policies.Resolve(new PolicyRequest()) };
        var now = TimeProvider.System.Now();
        var (alone, together) = (new List<double>(), new List<double>());
        // In turns, so that what others do on the machine meets both.
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(await MeasureAsync(1, round));
            together.Add(await MeasureAsync(64, round));
        }
        Console.WriteLine($" 1 caller:   {Figures.Median(alone):N0} transitions/s (median of {Rounds} times {Span.TotalSeconds:N0} s)");
        Console.WriteLine($"64 callers:  {Figures.Median(together):N0} transitions/s");
        Console.WriteLine($"64 callers against one: {Figures.Median(together) / Figures.Median(alone):N1} times");
        return true;

        async Task<double> MeasureAsync(int callers, int round) => 2 * await Calls.PerSecondAsync(callers, Span, async (caller, number) =>
        {
            var job = JobId.Parse($"job-{round}-{callers}-{caller}-{number}");
            await registry.ApplyStartedAsync(new JobStart(job, 1, now, profile));
            await registry.ApplyFinishedAsync(new JobFinish(job, 1, now.AddSeconds(1), JobOutcome.Succeeded, 0, null));
        });
    }
}
