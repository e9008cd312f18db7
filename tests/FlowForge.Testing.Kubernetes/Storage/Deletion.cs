using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Api;

namespace FlowForge.Testing.Kubernetes.Storage;

/// <summary>What becomes of an object that is to be deleted: gone at once, or marked until its finalizers and its grace period are over.</summary>
internal sealed class Deletion(ObjectStore store, TimeProvider time)
{
    public const string Foreground = "foregroundDeletion";
    public const string Orphan = "orphan";

    /// <summary>Deletes, and answers what the API answers: the object as it was last, and whether it is gone.</summary>
    public (JsonObject Last, bool Gone) Delete(ObjectKey key, DeleteOptions options)
    {
        var found = store.Find(key) ?? throw ApiErrors.NotFound(key.Kind, key.Name);
        CheckPreconditions(key, found, options);
        var marked = found.Copy();
        SetPropagation(key, marked, options);
        var grace = GraceSeconds(key, found, options);
        if (grace == 0 && marked.Finalizers().Length == 0)
            return (store.Remove(key), true);

        Mark(marked, grace);
        return (store.Put(key, marked), false);
    }

    /// <summary>After a change: what was being deleted and has nothing left to wait for goes.</summary>
    public void Settle(ObjectKey key)
    {
        if (store.Find(key) is { } found && found.IsDeleting() && found.Finalizers().Length == 0 && (found.Number("metadata", "deletionGracePeriodSeconds") ?? 0) == 0) store.Remove(key);
    }

    /// <summary>Takes finalizers away, which may be the end of the object.</summary>
    public void RemoveFinalizer(ObjectKey key, string finalizer)
    {
        if (store.Find(key) is not { } found || !found.Finalizers().Contains(finalizer)) return;
        var changed = found.Copy();
        changed.SetFinalizers(found.Finalizers().Where(item => item != finalizer));
        store.Put(key, changed);
        Settle(key);
    }

    private static void CheckPreconditions(ObjectKey key, JsonObject found, DeleteOptions options)
    {
        if (options.Uid is { } uid && uid != found.Uid())
            throw ApiErrors.Precondition(key.Kind, key.Name, $"the UID in the precondition ({uid}) does not match the UID in record ({found.Uid()}). The object might have been deleted and then recreated");
        if (options.ResourceVersion is { } version && found.Text("metadata", "resourceVersion") is var stored && version != stored)
            throw ApiErrors.Precondition(key.Kind, key.Name, $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({stored}). The object might have been modified");
    }

    /// <summary>A Job deleted without a word about its dependents leaves them behind; anything else takes them along.</summary>
    private static void SetPropagation(ObjectKey key, JsonObject marked, DeleteOptions options)
    {
        var kept = marked.Finalizers().Where(item => item is not (Foreground or Orphan));
        var unspoken = options.Propagation is null && marked.IsDeleting();
        if (unspoken) return;
        marked.SetFinalizers((options.Propagation ?? (key.Kind == ResourceKind.Jobs ? "Orphan" : "Background")) switch
        {
            "Foreground" => kept.Append(Foreground),
            "Orphan" => kept.Append(Orphan),
            _ => kept,
        });
    }

    /// <summary>Only pods have a grace period, and only where something may run.</summary>
    private static int GraceSeconds(ObjectKey key, JsonObject found, DeleteOptions options)
    {
        if (key.Kind != ResourceKind.Pods || string.IsNullOrEmpty(found.Text("spec", "nodeName")) || found.Text("status", "phase") is "Succeeded" or "Failed") return 0;
        return Math.Max(options.GraceSeconds ?? found.Number("spec", "terminationGracePeriodSeconds") ?? Defaults.UsualGraceSeconds, 0);
    }

    /// <summary>A grace period that runs can be cut short, never prolonged; it counts from the first request.</summary>
    private void Mark(JsonObject marked, int grace)
    {
        var meta = marked.Meta();
        if (meta.Number("deletionGracePeriodSeconds") is { } running && meta.Time("deletionTimestamp") is { } until)
        {
            if (grace >= running) return;
            meta["deletionTimestamp"] = until.AddSeconds(grace - running).Stamp();
        }
        else
        {
            meta["deletionTimestamp"] = time.GetUtcNow().AddSeconds(grace).Stamp();
        }

        meta["deletionGracePeriodSeconds"] = grace;
    }
}
