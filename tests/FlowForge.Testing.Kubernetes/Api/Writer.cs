using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Controllers;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>create, update, patch, delete and deletecollection. Answers are what the object was before any controller saw the change.</summary>
internal sealed class Writer(ObjectStore store, Deletion deletion, ObjectMaker maker, Reader reader, ControlPlane controlPlane)
{
    public JsonObject Create(ApiRequest request, JsonNode body)
    {
        var given = AsObject(body);
        if (request.Namespace is { } ns)
        {
            if (given.Text("metadata", "namespace") is { Length: > 0 } other && other != ns) throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
            if (store.Find(new ObjectKey(ResourceKind.Namespaces, "", ns)) is null) throw ApiErrors.NotFound(ResourceKind.Namespaces, ns);
        }

        return maker.Create(request.Kind, request.Namespace, given);
    }

    public JsonObject Update(ApiRequest request, JsonNode body)
    {
        var (key, before) = (Key(request), reader.Get(request));
        var given = AsObject(body);
        if (given.Name() != request.Name) throw ApiErrors.BadRequest($"the name of the object ({given.Name()}) does not match the name on the URL ({request.Name})");
        return Store(request, key, before, given);
    }

    public JsonObject Patched(ApiRequest request, string? contentType, JsonNode patch)
    {
        var (key, before) = (Key(request), reader.Get(request));
        return Store(request, key, before, Patch.Apply(contentType, before, patch));
    }

    public JsonObject Delete(ApiRequest request, JsonNode? body)
    {
        var (last, gone) = deletion.Delete(Key(request), DeleteOptions.Read(request, body as JsonObject));
        if (request.Kind == ResourceKind.Namespaces) Empty(request.Name!);
        var answersWithTheObject = request.Kind == ResourceKind.Pods || request.Kind == ResourceKind.Claims;
        if (!gone || answersWithTheObject) return last;
        var details = ApiErrors.Details(request.Kind, request.Kind.Plural, request.Name);
        details["uid"] = last.Uid();
        return new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details };
    }

    public JsonObject DeleteCollection(ApiRequest request, JsonNode? body)
    {
        var options = DeleteOptions.Read(request, body as JsonObject);
        var found = reader.Select(request);
        foreach (var (key, _) in found)
            if (store.Find(key) is not null) deletion.Delete(key, options);
        return Reader.ToList(request.Kind, found.Select(item => item.Value), new JsonObject { ["resourceVersion"] = $"{store.Version}" });
    }

    /// <summary>What callers may not set keeps its value: identity always, the status but for its subresource, all else within it.</summary>
    private JsonObject Store(ApiRequest request, ObjectKey key, JsonObject before, JsonObject given)
    {
        if (given.Text("metadata", "resourceVersion") is { Length: > 0 } version && version != before.Text("metadata", "resourceVersion")) throw ApiErrors.Conflict(key.Kind, key.Name);
        if (given.Text("metadata", "uid") is { Length: > 0 } uid && uid != before.Uid())
            throw new ApiException(409, "Conflict", $"Operation cannot be fulfilled on {key.Kind.QualifiedPlural} \"{key.Name}\": Precondition failed: UID in precondition: {uid}, UID in object meta: {before.Uid()}", ApiErrors.Details(key.Kind, key.Kind.Plural, key.Name));
        var after = given.Copy();
        if (request.Subresource == "status")
        {
            after = before.Copy();
            after["status"] = given["status"]?.DeepClone() ?? new JsonObject();
        }
        else if (before["status"] is { } status)
        {
            after["status"] = status.DeepClone();
        }

        foreach (var kept in new[] { "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "generateName" }) Keep(after.Meta(), before.Meta(), kept);
        Keep(after, before, "kind");
        Keep(after, before, "apiVersion");
        if (after.At("metadata", "finalizers") is JsonArray { Count: 0 }) after.Meta().Remove("finalizers");
        if (key.Kind == ResourceKind.Jobs && controlPlane == ControlPlane.Old) after.Section("spec").Remove("suspend");
        Validation.Updated(key.Kind, before, after);
        if (before.Number("metadata", "generation") is { } generation && !JsonNode.DeepEquals(before["spec"], after["spec"])) after.Meta()["generation"] = generation + 1;
        var stored = store.Put(key, after);
        deletion.Settle(key);
        return stored;
    }

    /// <summary>A namespace takes everything in it along, at once; a real one needs a while.</summary>
    private void Empty(string ns)
    {
        foreach (var kind in new[] { ResourceKind.Jobs, ResourceKind.Pods, ResourceKind.Claims, ResourceKind.Secrets, ResourceKind.ConfigMaps, ResourceKind.Events })
            foreach (var (key, _) in store.List(kind).Where(item => item.Key.Namespace == ns).ToArray())
                if (store.Find(key) is not null) deletion.Delete(key, new DeleteOptions("Background", GraceSeconds: 0));
    }

    private static void Keep(JsonObject after, JsonObject before, string field)
    {
        if (before[field] is { } value) after[field] = value.DeepClone();
        else after.Remove(field);
    }

    private static ObjectKey Key(ApiRequest request) => new(request.Kind, request.Namespace ?? "", request.Name!);

    private static JsonObject AsObject(JsonNode body) => body as JsonObject ?? throw ApiErrors.BadRequest("the object provided is unrecognized");
}
