using FlowForge.Jobs;

namespace FlowForge.Benchmarks;

/// <summary>The same numbered timers for every store.</summary>
internal static class BenchmarkTimers
{
    public const string Destination = "exchange:timeouts-timeout-escalation";

    public static string Payload(int number) => $$"""{"jobId":"job-{{number}}","attempt":1,"generation":0,"step":1}""";

    public static Guid Token(int number) => DerivedId.From("benchmark-timer", number);

    public static TimerEntry Entry(int number, DateTimeOffset dueAt) => new()
    {
        Token = Token(number),
        DueAt = dueAt,
        Destination = new Uri(Destination),
        PayloadType = ["urn:message:FlowForge.Contracts:TimeoutEscalation"],
        Payload = Payload(number),
    };
}
