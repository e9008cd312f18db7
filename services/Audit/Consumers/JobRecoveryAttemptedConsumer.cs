using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Audit;

/// <summary>A dead job was to be brought back.</summary>
public sealed class JobRecoveryAttemptedConsumer(IAuditStore store) : AuditConsumer<JobRecoveryAttempted>(store, AuditEntries.Of);
