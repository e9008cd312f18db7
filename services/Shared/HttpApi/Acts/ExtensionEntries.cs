using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>How extensions read in the audit, under ids that the same request always has.</summary>
internal static class ExtensionEntries
{
    public const string Request = "extend_request";
    public const string Extend = "extend";

    public static Guid IdOf(JobId jobId, string action, Guid extension) => DerivedId.From(action, jobId, extension);

    public static AuditEntry Requested(JobRecord job, JobExtension asked) => Entry(job, asked, Request) with
    {
        Timestamp = asked.RequestedAt,
        InitiatedBy = asked.RequestedBy,
        Reason = $"{asked.Reason}; {Move(asked)}, once somebody else approves extension {asked.Id}",
    };

    public static AuditEntry Given(JobRecord job, JobExtension given) => Entry(job, given, Extend) with
    {
        Timestamp = given.GivenAt!.Value,
        InitiatedBy = given.RequestedBy,
        Reason = $"{given.Reason}; {Move(given)}{(given.ApprovedBy is { } other ? $", approved by {other}" : "")}",
    };

    /// <summary>Each refusal is told by itself: nothing came of it that could be repeated.</summary>
    public static AuditEntry Refused(JobRecord job, JobExtension asked, string who, string refusal) => Entry(job, asked, Extend) with
    {
        Id = DerivedId.From(Extend, "refused", job.JobId, asked.Id, who, refusal),
        InitiatedBy = who,
        Reason = $"{asked.Reason}; {Move(asked)}",
        Success = false,
        ErrorMessage = refusal,
    };

    private static string Move(JobExtension extension) => $"deadline from {extension.From:O} to {extension.To:O} (by {Durations.Format(extension.By)})";

    private static AuditEntry Entry(JobRecord job, JobExtension extension, string action) => new()
    {
        Id = IdOf(job.JobId, action, extension.Id),
        Timestamp = extension.RequestedAt,
        JobId = job.JobId.Value,
        Attempt = job.Attempt,
        ResourceType = "job",
        ResourceName = job.JobId.Value,
        Action = action,
        Reason = extension.Reason,
        InitiatedBy = extension.RequestedBy,
        Success = true,
        CorrelationId = job.CorrelationId,
    };
}
