using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>Audit entries, in order of time.</summary>
public sealed record AuditList(IReadOnlyList<AuditEntry> Entries);
