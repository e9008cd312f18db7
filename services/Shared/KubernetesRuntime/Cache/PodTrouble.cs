using FlowForge.Jobs;
using k8s.Models;

namespace FlowForge.KubernetesRuntime;

/// <summary>What keeps a pod from getting anywhere, as its status tells it.</summary>
internal static class PodTrouble
{
    private const int LongestDetail = 300;
    private static readonly string[] ImageReasons = ["ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable"];

    /// <summary>Those by which the control plane says that it gave the pod's node up.</summary>
    private static readonly string[] NodeReasons = ["DeletionByTaintManager", "DeletionByPodGC"];

    /// <summary>Null: nothing that can be seen.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="main">The status of its main container. Null: there is none yet.</param>
    public static (JobDiagnosis What, string Detail)? Of(V1Pod pod, V1ContainerStatus? main)
    {
        if (NodeProblem(pod.Status) is { } node) return (JobDiagnosis.NodeLost, node);
        // One that runs again has got over it.
        if (main?.State?.Running is null && (main?.State?.Terminated ?? main?.LastState?.Terminated) is { Reason: "OOMKilled" } killed)
            return (JobDiagnosis.OutOfMemory, $"container '{main!.Name}' was killed for want of memory (OOMKilled, exit code {killed.ExitCode})");
        foreach (var status in (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []))
        {
            if (status.State?.Waiting is not { Reason: { } reason } waiting) continue;
            var detail = $"container '{status.Name}' waits: {reason}{Text(waiting.Message)}";
            if (ImageReasons.Contains(reason)) return (JobDiagnosis.ImagePullFailed, detail);
            if (reason == "CrashLoopBackOff") return (JobDiagnosis.CrashLoop, detail);
        }

        var unscheduled = pod.Status?.Phase is "Pending" or null ? Condition(pod.Status, "PodScheduled", "False") : null;
        return unscheduled?.Reason == "Unschedulable" ? (JobDiagnosis.Unschedulable, $"no node takes it{Text(unscheduled.Message)}") : null;
    }

    private static string? NodeProblem(V1PodStatus? status)
    {
        if (status is null) return null;
        if (status.Reason == "NodeLost" || status.Phase == "Unknown") return $"its node does not answer{Text(status.Message)}";
        if (Condition(status, "Ready", "False") is { Reason: "NodeNotReady" }) return "its node is not ready";
        return Condition(status, "DisruptionTarget", "True") is { } disruption && NodeReasons.Contains(disruption.Reason)
            ? $"its node is gone ({disruption.Reason}){Text(disruption.Message)}"
            : null;
    }

    private static V1PodCondition? Condition(V1PodStatus? status, string type, string value) =>
        status?.Conditions?.FirstOrDefault(condition => condition.Type == type && condition.Status == value);

    private static string Text(string? message) =>
        string.IsNullOrEmpty(message) ? "" : $": {(message.Length > LongestDetail ? message[..LongestDetail] + "…" : message)}";
}
