using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Audit;

/// <summary>A silent job was declared dead.</summary>
public sealed class JobDeclaredDeadConsumer(IAuditStore store) : AuditConsumer<JobDeclaredDead>(store, AuditEntries.Of);
