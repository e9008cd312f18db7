using FlowForge.Contracts;

namespace FlowForge.Jobs;

/// <summary>A job enters a stage; what a hook is told.</summary>
public sealed record StageEntry
{
    public required JobId JobId { get; init; }
    public required int Attempt { get; init; }
    public required LifecycleStage Stage { get; init; }
    public required DateTimeOffset At { get; init; }
    public string? Organization { get; init; }
    public string? JobType { get; init; }
    public JobOutcome? Outcome { get; init; }
    public string? Reason { get; init; }
    public required string CorrelationId { get; init; }
}
