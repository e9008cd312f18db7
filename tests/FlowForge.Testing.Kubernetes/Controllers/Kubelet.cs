using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Api;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Controllers;

/// <summary>Stands in for nodes: what runs, gets SIGTERM when its pod is deleted, and is killed when its grace period is over.</summary>
internal sealed class Kubelet(ObjectStore store, Deletion deletion, Agenda agenda, TimeProvider time, bool runPods) : IController
{
    private const int Terminated = 143;
    private const int Killed = 137;
    private readonly Dictionary<string, FakePod> _pods = [];

    public FakePod Pod(ObjectKey key)
    {
        var uid = (store.Find(key) ?? throw new InvalidOperationException($"There is no pod {key.Path}.")).Uid();
        return _pods.TryGetValue(uid, out var known) ? known : _pods[uid] = new FakePod(this, key, uid);
    }

    public JsonObject? Find(FakePod pod) => store.Find(pod.Key) is { } found && found.Uid() == pod.Uid ? found : null;

    public void Reconcile(ObjectKey key)
    {
        if (key.Kind != ResourceKind.Pods || store.Find(key) is not { } found) return;
        if (runPods && !found.IsDeleting() && found.Text("status", "phase") == "Pending" && found.Text("spec", "nodeName") is null) Run(Pod(key));
        if (!found.IsDeleting() || !_pods.TryGetValue(found.Uid(), out var pod) || !pod.IsRunning) return;
        pod.WasTerminated = true;
        var end = found.Time("metadata", "deletionTimestamp")!.Value;
        if (!pod.IgnoresTermination) Exit(pod, Terminated, null);
        else if (end <= time.GetUtcNow()) Exit(pod, Killed, null);
        else agenda.At(end, key);
    }

    public void Run(FakePod pod)
    {
        pod.IsRunning = true;
        Change(pod, changed =>
        {
            changed.Section("spec")["nodeName"] ??= "node-1";
            PodStatus.Running(changed, time.GetUtcNow());
        });
    }

    /// <summary>The end of a container whose pod is being deleted is the end of the pod.</summary>
    public void Exit(FakePod pod, int code, string? reason)
    {
        pod.IsRunning = false;
        Change(pod, changed => PodStatus.Ended(changed, code, reason, time.GetUtcNow()));
        if (Find(pod) is { } found && found.IsDeleting()) deletion.Delete(pod.Key, new DeleteOptions(GraceSeconds: 0));
    }

    public void Report(FakePod pod, JsonObject status) => Change(pod, changed =>
    {
        foreach (var (name, value) in status) changed.Section("status")[name] = value?.DeepClone();
    });

    /// <summary>Does it while nobody else changes anything, and lets the controllers see it.</summary>
    public void Act(FakePod pod, Action act)
    {
        lock (store.Gate)
        {
            if (Find(pod) is null) throw new InvalidOperationException($"The pod {pod.Key.Path} is gone.");
            act();
            Settle?.Invoke();
        }
    }

    public Action? Settle { get; set; }

    private void Change(FakePod pod, Action<JsonObject> change)
    {
        if (Find(pod) is not { } found) return;
        var changed = found.Copy();
        change(changed);
        store.Put(pod.Key, changed);
    }
}
