using FlowForge.Contracts;

namespace FlowForge.Integration.Tests;

/// <summary>What one job of the chaos test does, and how it must end.</summary>
internal sealed record ChaosJob
{
    public required string Id { get; init; }
    public required ChaosJobKind Kind { get; init; }

    /// <summary>How long it takes by itself, and for a job that does not end by itself, its timeout.</summary>
    public required int Seconds { get; init; }

    /// <summary>When it begins, from the start of the test.</summary>
    public required TimeSpan BeginsAt { get; init; }

    public bool IsForeign => Kind is ChaosJobKind.ForeignSucceeds or ChaosJobKind.ForeignFails;

    public JobOutcome Outcome => Kind switch
    {
        ChaosJobKind.Succeeds or ChaosJobKind.ForeignSucceeds => JobOutcome.Succeeded,
        ChaosJobKind.Fails or ChaosJobKind.ForeignFails => JobOutcome.Failed,
        _ => JobOutcome.Terminated,
    };

    /// <summary>The steps of the ladder that must be in its audit.</summary>
    public IReadOnlyList<string> Steps => Kind switch
    {
        ChaosJobKind.Obeys => ["soft_kill"],
        ChaosJobKind.Ignores => ["soft_kill", "hard_kill"],
        _ => [],
    };

    public string Script => Kind switch
    {
        ChaosJobKind.Succeeds => $"sleep {Seconds}",
        ChaosJobKind.Fails => $"sleep {Seconds}; exit 3",
        ChaosJobKind.Obeys => "sleep 900",
        ChaosJobKind.Ignores => "trap '' TERM; sleep 900 & sleep 900",
        _ => throw new InvalidOperationException($"{Kind} is no process"),
    };

    /// <summary>A job that ends by itself has time enough, however slow the machine.</summary>
    public string Timeout => Kind is ChaosJobKind.Obeys or ChaosJobKind.Ignores ? $"{Seconds}s" : "1h";

    /// <summary>What a failure names.</summary>
    public override string ToString() => $"{Id} ({Kind}, {Seconds} s, from {BeginsAt.TotalSeconds:N0} s on)";

    /// <param name="count">How many jobs.</param>
    /// <param name="processes">How many of them are real processes of this machine; the others are events of a foreign job manager.</param>
    /// <param name="within">The time in which they begin.</param>
    /// <param name="random">Seeded.</param>
    public static IReadOnlyList<ChaosJob> Make(int count, int processes, TimeSpan within, Random random) =>
    [
        .. Enumerable.Range(0, count).Select(number => new ChaosJob
        {
            Id = $"chaos-{number}",
#pragma warning disable CA5394 // Not for security.
            Kind = number < processes ? (ChaosJobKind)random.Next(4) : (ChaosJobKind)(4 + random.Next(2)),
            Seconds = random.Next(3, 12),
            BeginsAt = within * random.NextDouble(),
#pragma warning restore CA5394
        }),
    ];
}
