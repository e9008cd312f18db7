using FlowForge.Jobs;
using k8s.Models;

namespace FlowForge.KubernetesRuntime;

/// <summary>What is kept of a pod.</summary>
internal sealed record CachedPod : CachedObject
{
    public CachedPod(V1Pod pod, string jobIdLabel, string mainContainer) : base(pod.Metadata, jobIdLabel)
    {
        var owner = Controller(pod.Metadata);
        OwnerUid = owner?.Uid;
        IsForeign = owner is { Kind: not "Job" };
        // One string for all pods: there may be tens of thousands.
        Phase = pod.Status?.Phase switch { "Running" => "Running", "Succeeded" => "Succeeded", "Failed" => "Failed", null or "Pending" => "Pending", var other => other };
        var statuses = pod.Status?.ContainerStatuses ?? [];
        var main = statuses.FirstOrDefault(status => status.Name == mainContainer) ?? statuses.FirstOrDefault();
        ExitCode = main?.State?.Terminated?.ExitCode;
        Reason = main?.State?.Terminated?.Reason ?? main?.State?.Waiting?.Reason ?? pod.Status?.Reason;
        IsAlive = IsLive(pod);
        GoneBy = CachedJob.Time(pod.Metadata.DeletionTimestamp);
        if (PodTrouble.Of(pod, main) is { } trouble) (Trouble, TroubleDetail) = trouble;
    }

    /// <summary>The Job it belongs to. Null: it has no controller.</summary>
    public string? OwnerUid { get; }

    /// <summary>Something else than a Job controls it: whatever its labels say, it is no pod of a job.</summary>
    public bool IsForeign { get; }

    public string Phase { get; }
    public string? Reason { get; }

    /// <summary>Of its main container.</summary>
    public int? ExitCode { get; }

    public bool IsAlive { get; }

    /// <summary>When the grace period of its deletion ends. Null: it was not deleted.</summary>
    public DateTimeOffset? GoneBy { get; }

    /// <summary>What keeps it from getting anywhere. Null: nothing that its status tells.</summary>
    public JobDiagnosis? Trouble { get; }

    public string? TroubleDetail { get; }

    public static V1OwnerReference? Controller(V1ObjectMeta metadata) => metadata.OwnerReferences?.FirstOrDefault(reference => reference.Controller == true);

    /// <summary>
    /// Neither finished nor deleted without grace: what is left of such a pod is a record that a finalizer holds, and without one the
    /// API server would not even show that.
    /// </summary>
    public static bool IsLive(V1Pod pod) =>
        pod.Status?.Phase is not ("Succeeded" or "Failed") && !(pod.Metadata.DeletionTimestamp is not null && pod.Metadata.DeletionGracePeriodSeconds == 0);
}
