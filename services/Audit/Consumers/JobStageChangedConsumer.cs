using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Audit;

/// <summary>A job entered a stage.</summary>
public sealed class JobStageChangedConsumer(IAuditStore store) : AuditConsumer<JobStageChanged>(store, AuditEntries.Of);
