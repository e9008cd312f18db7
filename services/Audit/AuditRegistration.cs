using MassTransit;

namespace FlowForge.Audit;

/// <summary>The audit service: writes down every act. Needs IAuditStore.</summary>
public static class AuditRegistration
{
    public static void AddAudit(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<TimeoutActionTakenConsumer, AuditConsumerDefinition<TimeoutActionTakenConsumer>>();
        bus.AddConsumer<CleanupPerformedConsumer, AuditConsumerDefinition<CleanupPerformedConsumer>>();
        bus.AddConsumer<JobStageChangedConsumer, AuditConsumerDefinition<JobStageChangedConsumer>>();
        bus.AddConsumer<HookExecutedConsumer, AuditConsumerDefinition<HookExecutedConsumer>>();
        bus.AddConsumer<JobDeclaredDeadConsumer, AuditConsumerDefinition<JobDeclaredDeadConsumer>>();
        bus.AddConsumer<JobRecoveryAttemptedConsumer, AuditConsumerDefinition<JobRecoveryAttemptedConsumer>>();
        bus.AddConsumer<OrphanDetectedConsumer, AuditConsumerDefinition<OrphanDetectedConsumer>>();
        bus.AddConsumer<FaultConsumer, FaultConsumerDefinition>();
    }
}
