using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Api;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Controllers;

/// <summary>Deletes what has lost its owner, and does the two kinds of deletion that wait: foreground and orphan.</summary>
internal sealed class GarbageCollector(ObjectStore store, Deletion deletion) : IController
{
    public void Reconcile(ObjectKey key)
    {
        if (store.Find(key) is not { } found) return;
        if (found.IsDeleting() && found.Finalizers().Contains(Deletion.Orphan)) LetGo(key, found);
        else if (found.IsDeleting() && found.Finalizers().Contains(Deletion.Foreground)) TakeAlong(key, found);
        else if (!found.IsDeleting() && HasLostItsOwners(found)) deletion.Delete(key, new DeleteOptions("Background"));
    }

    private bool HasLostItsOwners(JsonObject found)
    {
        var owners = found.Items("metadata", "ownerReferences").Select(owner => owner.Text("uid") ?? "").ToArray();
        return owners.Length > 0 && Array.TrueForAll(owners, uid => store.FindUid(uid) is null);
    }

    private void LetGo(ObjectKey key, JsonObject owner)
    {
        foreach (var dependent in store.DependentsOf(owner.Uid()))
        {
            var freed = store.Find(dependent)!.Copy();
            var others = freed.Items("metadata", "ownerReferences").Where(reference => reference.Text("uid") != owner.Uid()).Select(reference => reference.DeepClone()).ToArray();
            if (others.Length == 0) freed.Meta().Remove("ownerReferences");
            else freed.Meta()["ownerReferences"] = new JsonArray(others);
            store.Put(dependent, freed);
        }

        deletion.RemoveFinalizer(key, Deletion.Orphan);
    }

    /// <summary>The owner waits for every dependent that blocks its deletion.</summary>
    private void TakeAlong(ObjectKey key, JsonObject owner)
    {
        foreach (var dependent in store.DependentsOf(owner.Uid()))
            if (!store.Find(dependent)!.IsDeleting()) deletion.Delete(dependent, new DeleteOptions("Background"));
        var blocked = store.DependentsOf(owner.Uid()).Any(dependent => store.Find(dependent)!.Items("metadata", "ownerReferences")
            .Any(reference => reference.Text("uid") == owner.Uid() && reference.At("blockOwnerDeletion")?.ToString() == "true"));
        if (!blocked) deletion.RemoveFinalizer(key, Deletion.Foreground);
    }
}
