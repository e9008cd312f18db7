using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Audit;

/// <summary>A step of an escalation ladder was carried out.</summary>
public sealed class TimeoutActionTakenConsumer(IAuditStore store) : AuditConsumer<TimeoutActionTaken>(store, AuditEntries.Of);
