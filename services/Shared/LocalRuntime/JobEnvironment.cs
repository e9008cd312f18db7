using System.Globalization;
using FlowForge.Jobs;

namespace FlowForge.LocalRuntime;

/// <summary>The environment variables that every job gets.</summary>
internal static class JobEnvironment
{
    public const string Prefix = "FLOWFORGE_";
    public const string Token = "FLOWFORGE_JOB_TOKEN";

    /// <summary>What a job writes into the first line of its heartbeat file once killing it loses nothing.</summary>
    public const string StateSaved = "state-saved";

    public static IEnumerable<KeyValuePair<string, string>> Of(JobRef job, ResolvedPolicy policy, string token, LocalLayout layout) =>
        new Dictionary<string, string>
        {
            ["FLOWFORGE_JOB_ID"] = job.JobId.Value,
            ["FLOWFORGE_ATTEMPT"] = job.Attempt.ToString(CultureInfo.InvariantCulture),
            ["FLOWFORGE_TIMEOUT"] = WholeSeconds(policy.Timeout),
            ["FLOWFORGE_GRACE_PERIOD"] = WholeSeconds(policy.GracePeriod),
            ["FLOWFORGE_HEARTBEAT_FILE"] = layout.Heartbeat(job.JobId),
            ["FLOWFORGE_WARNINGS_FILE"] = layout.Warnings(job.JobId),
            ["FLOWFORGE_WORKSPACE"] = layout.Workspace(job.JobId),
            ["FLOWFORGE_SECRETS_DIR"] = layout.Secrets(job.JobId),
            ["FLOWFORGE_ARTIFACTS_DIR"] = layout.Artifacts(job, CleanupScopes.Artifacts),
            ["FLOWFORGE_PARTIAL_DIR"] = layout.Artifacts(job, CleanupScopes.Partial),
            ["FLOWFORGE_REPORTS_DIR"] = layout.Artifacts(job, CleanupScopes.Reports),
            [Token] = token,
        };

    /// <summary>Rounded up and never 0: a job that reads 0 may take it for "no limit".</summary>
    private static string WholeSeconds(TimeSpan time) =>
        Math.Max(1, (long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
