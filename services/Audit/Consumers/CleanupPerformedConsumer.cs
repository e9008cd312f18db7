using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Audit;

/// <summary>A resource was removed, or could not be.</summary>
public sealed class CleanupPerformedConsumer(IAuditStore store) : AuditConsumer<CleanupPerformed>(store, AuditEntries.Of);
