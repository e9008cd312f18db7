using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Audit;

/// <summary>A resource without an owner was found.</summary>
public sealed class OrphanDetectedConsumer(IAuditStore store) : AuditConsumer<OrphanDetected>(store, AuditEntries.Of);
