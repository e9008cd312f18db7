using FlowForge.Jobs;

namespace FlowForge.Standalone;

/// <summary>Audit entries, in order of time.</summary>
public sealed record AuditList(IReadOnlyList<AuditEntry> Entries);
