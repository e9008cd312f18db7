namespace FlowForge.Benchmarks;

/// <summary>What a timer of a benchmark delivers.</summary>
public sealed record Tick
{
    public required int Number { get; init; }
    public required DateTimeOffset DueAt { get; init; }
}
