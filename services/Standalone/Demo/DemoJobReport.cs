using FlowForge.HttpApi;
using FlowForge.Jobs;

namespace FlowForge.Standalone;

/// <summary>What the demo did with one job.</summary>
internal sealed record DemoJobReport
{
    public required string JobId { get; init; }
    public required string What { get; init; }
    public required DemoExpectation Expected { get; init; }

    /// <summary>The job as the server shows it at the end.</summary>
    public required JobView Happened { get; init; }

    public required IReadOnlyList<DemoStep> Steps { get; init; }
    public required bool Passed { get; init; }
    public required IReadOnlyList<string> Problems { get; init; }
    public required IReadOnlyList<AuditEntry> Audit { get; init; }
}
