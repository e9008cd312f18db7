namespace FlowForge.Jobs;

/// <summary>The parts of what a job leaves that have a retention of their own.</summary>
public static class CleanupScopes
{
    /// <summary>What the runtime holds: workspace and secrets, or pods, volumes, secrets and configmaps.</summary>
    public const string Runtime = "runtime";

    public const string Logs = "logs";
    public const string Artifacts = "artifacts";
    public const string Partial = "partial";
    public const string Reports = "reports";

    /// <summary>The classes of the artifact store.</summary>
    public static readonly IReadOnlyList<string> ArtifactClasses = [Logs, Artifacts, Partial, Reports];

    public static readonly IReadOnlyList<string> All = [Runtime, .. ArtifactClasses];
}
