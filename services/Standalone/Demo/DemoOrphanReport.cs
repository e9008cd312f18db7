using FlowForge.HttpApi;
using FlowForge.Jobs;

namespace FlowForge.Standalone;

/// <summary>What became of the orphan of the demo.</summary>
internal sealed record DemoOrphanReport
{
    public required string JobId { get; init; }

    /// <summary>All that the scans found; it must be the planted one alone.</summary>
    public required IReadOnlyList<OrphanView> Found { get; init; }

    public required IReadOnlyList<AuditEntry> Audit { get; init; }
    public required bool Passed { get; init; }
    public required IReadOnlyList<string> Problems { get; init; }
}
