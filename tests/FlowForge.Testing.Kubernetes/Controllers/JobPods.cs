using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Api;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Controllers;

/// <summary>The pods of one Job as they are now.</summary>
internal sealed class JobPods(ObjectStore store, JsonObject job)
{
    public const string Tracking = Defaults.Prefix + "job-tracking";

    private readonly KeyValuePair<ObjectKey, JsonObject>[] _all =
    [
        .. store.DependentsOf(job.Uid()).Where(key => key.Kind == ResourceKind.Pods).Select(key => KeyValuePair.Create(key, store.Find(key)!)),
    ];

    public IEnumerable<ObjectKey> Active => _all.Where(pod => !HasEnded(pod.Value) && !pod.Value.IsDeleting()).Select(pod => pod.Key);

    public int Terminating => _all.Count(pod => !HasEnded(pod.Value) && pod.Value.IsDeleting());

    public int Ready => _all.Count(pod => !pod.Value.IsDeleting() && pod.Value.Items("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True"));

    public IEnumerable<KeyValuePair<ObjectKey, JsonObject>> Tracked => _all.Where(pod => pod.Value.Finalizers().Contains(Tracking));

    public int In(string phase) => _all.Count(pod => pod.Value.Text("status", "phase") == phase);

    public static bool HasEnded(JsonObject pod) => pod.Text("status", "phase") is "Succeeded" or "Failed";
}
