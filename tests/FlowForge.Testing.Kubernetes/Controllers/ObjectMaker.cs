using System.Globalization;
using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Api;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Controllers;

/// <summary>Makes new objects, for callers of the API and for controllers alike. Ids and generated names are counted, not random.</summary>
internal sealed class ObjectMaker(ObjectStore store, TimeProvider time, Defaults defaults)
{
    private int _count;

    public JsonObject Create(ResourceKind kind, string? ns, JsonObject given)
    {
        var made = given.Copy();
        made["kind"] = kind.Kind;
        made["apiVersion"] = kind.ApiVersion;
        var meta = made.Meta();
        if (made.Name().Length == 0 && meta.Text("generateName") is { Length: > 0 } prefix) meta["name"] = prefix + Suffix();
        if (ns is not null) meta["namespace"] = ns;
        meta["uid"] = new Guid(++_count, 0x0f0e, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 1).ToString();
        meta["creationTimestamp"] = time.GetUtcNow().Stamp();
        foreach (var set in new[] { "resourceVersion", "generation", "deletionTimestamp", "deletionGracePeriodSeconds" }) meta.Remove(set);
        defaults.Apply(kind, made);
        Validation.Created(kind, made);
        var key = new ObjectKey(kind, ns ?? "", made.Name());
        if (store.Find(key) is not null) throw ApiErrors.AlreadyExists(kind, key.Name);
        return store.Put(key, made);
    }

    private string Suffix() => (++_count).ToString("x5", CultureInfo.InvariantCulture);
}
