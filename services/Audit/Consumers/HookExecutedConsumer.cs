using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Audit;

/// <summary>A hook ran.</summary>
public sealed class HookExecutedConsumer(IAuditStore store) : AuditConsumer<HookExecuted>(store, AuditEntries.Of);
