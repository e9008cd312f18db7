namespace FlowForge.RabbitMq;

/// <summary>The queues in which messages wait that could not be handled. infra/rabbitmq declares them, without a limit of redeliveries; a test holds the two together.</summary>
internal static class ErrorQueues
{
    public static readonly IReadOnlyList<string> All =
    [
        "audit-cleanup-performed_error", "audit-dead-letter_error", "audit-fault_error", "audit-hook-executed_error", "audit-job-declared-dead_error",
        "audit-job-recovery-attempted_error", "audit-job-stage-changed_error", "audit-orphan-detected_error", "audit-timeout-action-taken_error",
        "cleanup-cleanup-due_error", "job-manager-restart-requested_error", "lifecycle-job-finished_error", "lifecycle-job-heartbeat_error",
        "lifecycle-job-started_error", "lifecycle-job-submitted_error", "lifecycle-stage-hooks_error", "scheduler_error", "timeouts-timeout-escalation_error",
    ];
}
