using FlowForge.Jobs;

namespace FlowForge.S3Artifacts;

/// <summary>Which job a key belongs to, by the layout <c>prefix/organization/job/…</c>.</summary>
internal static class JobKey
{
    /// <summary>The job's own prefix. Null: the key is in no job's place.</summary>
    public static (string Prefix, JobId Job)? Read(string key, string prefix)
    {
        if (!key.StartsWith($"{prefix}/", StringComparison.Ordinal)) return null;
        return key[(prefix.Length + 1)..].Split('/', 3) is [var organization, var job, _] && DnsName.LabelProblem(organization) is null && JobId.TryParse(job, out var id, out _)
            ? ($"{prefix}/{organization}/{job}/", id)
            : null;
    }
}
