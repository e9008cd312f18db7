using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Audit;

/// <summary>How each event reads in the audit. An entry's id is its event's, which is derived from its cause.</summary>
public static class AuditEntries
{
    public static AuditEntry Of(TimeoutActionTaken e) => new()
    {
        Id = e.Id,
        Timestamp = e.At,
        JobId = e.JobId,
        Attempt = e.Attempt,
        ResourceType = "job",
        ResourceName = e.JobId,
        Action = NameOf(e.Action),
        Reason = e.StateSavedAt is { } saved ? $"{e.Reason}; {Outcome(e)}; its state was saved at {saved:O}" : $"{e.Reason}; {Outcome(e)}",
        InitiatedBy = e.InitiatedBy,
        Success = e.Result is not (TimeoutActionResult.Failed or TimeoutActionResult.Skipped),
        ErrorMessage = e.Error,
        PolicySource = e.PolicySource,
        CorrelationId = e.CorrelationId,
    };

    public static AuditEntry Of(CleanupPerformed e) => new()
    {
        Id = e.Id,
        Timestamp = e.At,
        JobId = e.JobId,
        Attempt = e.Attempt,
        ResourceType = e.ResourceType,
        ResourceName = e.Namespace is null ? e.ResourceName : $"{e.Namespace}/{e.ResourceName}",
        Action = "delete",
        Reason = (e.Try, e.GaveUp) switch { (_, true) => $"{e.Reason}; try {e.Try}, the last: a person has to look", ( > 1, _) => $"{e.Reason}; try {e.Try}", _ => e.Reason },
        InitiatedBy = e.InitiatedBy,
        Success = e.Success,
        ErrorMessage = e.Error,
        PolicySource = e.PolicySource,
        CorrelationId = e.CorrelationId,
    };

    public static AuditEntry Of(JobStageChanged e) => new()
    {
        Id = e.Id,
        Timestamp = e.At,
        JobId = e.JobId,
        Attempt = e.Attempt,
        ResourceType = "job",
        ResourceName = e.JobId,
        Action = "stage_" + NameOf(e.Stage),
        Reason = e.Reason ?? $"entered {NameOf(e.Stage)}",
        InitiatedBy = e.InitiatedBy,
        // It entered the stage; how the job itself fared is in the stage's name and reason.
        Success = true,
        CorrelationId = e.CorrelationId,
    };

    public static AuditEntry Of(HookExecuted e) => new()
    {
        Id = e.Id,
        Timestamp = e.At,
        JobId = e.JobId,
        Attempt = e.Attempt,
        ResourceType = "hook",
        ResourceName = e.Hook,
        Action = "hook",
        Reason = $"on entering {NameOf(e.Stage)}; {e.Tries} {(e.Tries == 1 ? "try" : "tries")}",
        InitiatedBy = "flowforge/hooks",
        Success = e.Success,
        ErrorMessage = e.Error,
        CorrelationId = e.CorrelationId,
    };

    public static AuditEntry Of(JobDeclaredDead e) => new()
    {
        Id = e.Id,
        Timestamp = e.At,
        JobId = e.JobId,
        Attempt = e.Attempt,
        ResourceType = "job",
        ResourceName = e.JobId,
        Action = "declare_dead",
        Reason = e.LastHeartbeatAt is { } last ? $"{e.Cause}; last heard of at {last:O}" : $"{e.Cause}; never heard of since its start",
        InitiatedBy = e.InitiatedBy,
        Success = true,
        CorrelationId = e.CorrelationId,
    };

    public static AuditEntry Of(JobRecoveryAttempted e) => new()
    {
        Id = e.Id,
        Timestamp = e.At,
        JobId = e.JobId,
        Attempt = e.Attempt,
        ResourceType = "job",
        ResourceName = e.JobId,
        Action = "recover_" + e.Action,
        Reason = e.NextAttempt is { } next ? $"{e.Cause}; attempt {next} takes over" : e.Cause,
        InitiatedBy = e.InitiatedBy,
        Success = e.Success,
        ErrorMessage = e.Error,
        CorrelationId = e.CorrelationId,
    };

    public static AuditEntry Of(OrphanDetected e) => new()
    {
        Id = e.Id,
        Timestamp = e.At,
        JobId = e.JobId,
        ResourceType = e.ResourceType,
        ResourceName = e.Namespace is null ? e.ResourceName : $"{e.Namespace}/{e.ResourceName}",
        Action = e.DryRun ? "orphan_found_dry_run" : "orphan_found",
        Reason = $"{e.Reason}; first seen at {e.FirstSeenAt:O}",
        InitiatedBy = e.InitiatedBy,
        Success = true,
    };

    private static string Outcome(TimeoutActionTaken e) => e.Result switch
    {
        TimeoutActionResult.Succeeded when e.Tries > 1 => $"done at try {e.Tries}",
        TimeoutActionResult.Succeeded => "done",
        TimeoutActionResult.AlreadyGone => "not needed, it was gone",
        TimeoutActionResult.Skipped => "not done",
        _ => $"failed after {e.Tries} {(e.Tries == 1 ? "try" : "tries")}",
    };

    /// <summary>The spelling of the wire.</summary>
    private static string NameOf<T>(T value) where T : struct, Enum => System.Text.Json.JsonSerializer.Serialize(value).Trim('"');
}
