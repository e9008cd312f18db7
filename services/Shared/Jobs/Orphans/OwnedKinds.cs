namespace FlowForge.Jobs;

/// <summary>The kinds of resources that orphan scans know; which of them there are depends on runtime and stores.</summary>
public static class OwnedKinds
{
    /// <summary>A job's prefix in the artifact store.</summary>
    public const string Artifacts = "artifacts";

    public const string ConfigMap = "configmap";

    /// <summary>A Kubernetes Job.</summary>
    public const string Job = "job";

    /// <summary>A message that could not be handled and was set aside.</summary>
    public const string Message = "message";

    public const string Pod = "pod";
    public const string Secret = "secret";

    /// <summary>A pending entry of the ledger.</summary>
    public const string Timer = "timer";

    /// <summary>An upload to the artifact store that was never finished.</summary>
    public const string Upload = "upload";

    public const string VolumeClaim = "persistentvolumeclaim";

    /// <summary>What a job has in the folder of the local runtime.</summary>
    public const string Workspace = "workspace";

    /// <summary>In the order in which they are scanned: what owns others comes before them.</summary>
    public static readonly IReadOnlyList<string> All = [Job, Pod, VolumeClaim, Secret, ConfigMap, Workspace, Artifacts, Upload, Timer, Message];
}
