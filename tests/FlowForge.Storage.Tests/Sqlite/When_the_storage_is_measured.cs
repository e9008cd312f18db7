using System.Diagnostics;
using FlowForge.Jobs;
using FlowForge.Storage.Contracts;

namespace FlowForge.Storage.Tests.Sqlite;

/// <summary>The figures of docs/decisions/0003; run only when asked for: <c>dotnet run -c Release -- -explicit only</c>.</summary>
public sealed class When_the_storage_is_measured(ITestOutputHelper output) : IAsyncDisposable
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(5);
    private readonly SqliteStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(512)]
    public async Task Should_say_how_many_starts_it_takes(int callers)
    {
        var registry = _store.Get<IJobRegistry>();
        var done = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; watch.Elapsed < Span; i++)
            {
                await registry.ApplyStartedAsync(Given.Start(job: JobId.Parse($"job-{caller}-{i}")));
                Interlocked.Increment(ref done);
            }
        })));
        output.WriteLine($"{callers} callers: {done / watch.Elapsed.TotalSeconds:N0} starts/s");
        Assert.True(done > 0);
    }

    [Fact(Explicit = true)]
    public async Task Should_say_how_long_a_lease_takes_among_a_million_timers()
    {
        var ledger = _store.Get<ITimerLedger>();
        var watch = Stopwatch.StartNew();
        foreach (var chunk in Enumerable.Range(0, 1_000_000).Chunk(5_000)) await ledger.StoreAsync([.. chunk.Select(Timer)]);
        output.WriteLine($"stored 1,000,000 timers at {1_000_000 / watch.Elapsed.TotalSeconds:N0}/s");
        var times = new List<double>();
        for (var i = 0; i < 100; i++)
        {
            watch.Restart();
            var leased = await ledger.LeaseAsync("replica", Given.Noon, Given.Noon.AddDays(30), Given.Noon.AddMinutes(1), 100);
            times.Add(watch.Elapsed.TotalMilliseconds);
            Assert.Equal(100, leased.Count);
        }
        times.Sort();
        output.WriteLine($"lease of 100 among 1,000,000: median {times[50]:N1} ms, worst {times[^1]:N1} ms");
    }

    private static TimerEntry Timer(int number) => new()
    {
        Token = DerivedId.From("timer", number),
        DueAt = Given.Noon.AddSeconds(number),
        Destination = new Uri("queue:timeout-escalation"),
        PayloadType = ["urn:message:FlowForge.Contracts:TimeoutEscalation"],
        Payload = $$"""{"jobId":"job-{{number}}","attempt":1,"generation":0,"step":1}""",
    };
}
