using FlowForge.Testing.Kubernetes.Api;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Controllers;

/// <summary>A claim that is being deleted stays as long as there is a pod on a node that uses it, even one that has ended.</summary>
internal sealed class ClaimProtection(ObjectStore store, Deletion deletion) : IController
{
    public void Reconcile(ObjectKey key)
    {
        if (key.Kind != ResourceKind.Claims || store.Find(key) is not { } claim || !claim.IsDeleting()) return;
        var used = store.List(ResourceKind.Pods).Any(pod => pod.Key.Namespace == key.Namespace
            && !string.IsNullOrEmpty(pod.Value.Text("spec", "nodeName"))
            && pod.Value.Items("spec", "volumes").Any(volume => volume.Text("persistentVolumeClaim", "claimName") == key.Name));
        if (!used) deletion.RemoveFinalizer(key, Defaults.ClaimProtection);
    }
}
