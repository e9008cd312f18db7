namespace FlowForge.Jobs;

/// <summary>The coordinates of a job in a runtime or an artifact store. Organization and namespace were validated with the event that named them.</summary>
public sealed record JobRef(JobId JobId, int Attempt, string? Organization, string? Namespace)
{
    /// <summary>The folder and key part for jobs that name no organization.</summary>
    public const string NoOrganization = "none";

    public string OrganizationOrNone => Organization ?? NoOrganization;
}
