using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Controllers;

/// <summary>What a kubelet writes into the status of a pod.</summary>
internal static class PodStatus
{
    public static void Running(JsonObject pod, DateTimeOffset now)
    {
        var status = pod.Section("status");
        status["phase"] = "Running";
        status["startTime"] ??= now.Stamp();
        status["hostIP"] = "127.0.0.1";
        status["conditions"] = Conditions(ready: true, now);
        status["containerStatuses"] = Containers(pod, () => new JsonObject { ["running"] = new JsonObject { ["startedAt"] = now.Stamp() } }, ready: true);
    }

    public static void Ended(JsonObject pod, int code, string? reason, DateTimeOffset now)
    {
        var status = pod.Section("status");
        var started = status.Text("startTime") ?? now.Stamp();
        status["phase"] = code == 0 ? "Succeeded" : "Failed";
        status["conditions"] = Conditions(ready: false, now);
        status["containerStatuses"] = Containers(pod, () => new JsonObject
        {
            ["terminated"] = new JsonObject { ["exitCode"] = code, ["reason"] = reason ?? (code == 0 ? "Completed" : "Error"), ["startedAt"] = started, ["finishedAt"] = now.Stamp() },
        }, ready: false);
    }

    private static JsonArray Conditions(bool ready, DateTimeOffset now) =>
    [
        .. new[] { ("Initialized", true), ("Ready", ready), ("ContainersReady", ready), ("PodScheduled", true) }.Select(condition => new JsonObject
        {
            ["type"] = condition.Item1,
            ["status"] = condition.Item2 ? "True" : "False",
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = now.Stamp(),
        }),
    ];

    private static JsonArray Containers(JsonObject pod, Func<JsonObject> state, bool ready) =>
    [
        .. pod.Items("spec", "containers").Select(container => new JsonObject
        {
            ["name"] = container.Text("name"),
            ["image"] = container.Text("image"),
            ["imageID"] = "",
            ["ready"] = ready,
            ["restartCount"] = 0,
            ["state"] = state(),
        }),
    ];
}
