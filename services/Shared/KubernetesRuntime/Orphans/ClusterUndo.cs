using System.Text.Json;
using System.Text.Json.Nodes;
using FlowForge.Jobs;

namespace FlowForge.KubernetesRuntime;

/// <summary>Configmaps and secrets as manifests, from which they can be made again. What a pod ran and what a volume held cannot be.</summary>
internal sealed class ClusterUndo(ApiServer server, UndoBox box)
{
    private const string ConfigMap = OwnedKinds.ConfigMap, Secret = OwnedKinds.Secret;

    /// <summary>What of an object is its author's, and not the API server's. Not its owners: they are gone, and the collector would take it along at once.</summary>
    private static readonly string[] Content = ["data", "binaryData", "type", "immutable"], Metadata = ["name", "labels", "annotations"];

    /// <summary>Null: a removal of that kind can be undone.</summary>
    public string? WhyNot(ApiKind kind) => kind.Name switch
    {
        ConfigMap => null,
        Secret => box.IsOpen ? null : $"{KubernetesOptions.Section}:undoKey is not set, and a secret is kept encrypted or not at all",
        OwnedKinds.VolumeClaim => "a claim could be made again, and what its volume held could not",
        _ => "what ran cannot be brought back",
    };

    public async Task<string?> PrepareAsync(ApiKind kind, string @namespace, string name, string uid, CancellationToken cancellationToken)
    {
        if (WhyNot(kind) is not null) return null;
        using var found = await server.ReadAsync(kind with { MetadataOnly = false }, @namespace, name, cancellationToken);
        if (found?.RootElement.GetProperty("metadata").Text("uid") != uid) throw new InvalidOperationException($"{kind.Name} '{name}' is another one now; nothing was removed");
        var manifest = ManifestOf(found.RootElement).ToJsonString();
        return kind.Name == Secret ? box.Seal(manifest, $"{@namespace}/{name}") : manifest;
    }

    public async Task RestoreAsync(ApiKind kind, string @namespace, string name, string? undo, CancellationToken cancellationToken)
    {
        if (undo is null) throw new InvalidOperationException(WhyNot(kind) ?? $"nothing of {kind.Name} '{name}' was kept");
        var manifest = JsonNode.Parse(kind.Name == Secret ? box.Open(undo, $"{@namespace}/{name}") : undo)!.AsObject();
        if (await server.CreateAsync(kind with { MetadataOnly = false }, @namespace, manifest, cancellationToken)) return;
        using var standing = await server.ReadAsync(kind with { MetadataOnly = false }, @namespace, name, cancellationToken);
        // The same is what an earlier try has put back.
        if (standing is null || !JsonNode.DeepEquals(ManifestOf(standing.RootElement), ManifestOf(manifest)))
            throw new InvalidOperationException($"a {kind.Name} '{name}' is there in namespace '{@namespace}', with other content; it was not overwritten. Rename or remove it, then restore once more");
    }

    private static JsonObject ManifestOf(JsonNode manifest) => ManifestOf(JsonSerializer.SerializeToElement(manifest));

    private static JsonObject ManifestOf(JsonElement found)
    {
        var manifest = new JsonObject { ["metadata"] = Only(found.GetProperty("metadata"), Metadata) };
        foreach (var (key, value) in Only(found, Content)) manifest[key] = value?.DeepClone();
        return manifest;
    }

    private static JsonObject Only(JsonElement element, string[] names)
    {
        var part = new JsonObject();
        foreach (var name in names)
            if (element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null) part[name] = JsonNode.Parse(value.GetRawText());
        return part;
    }
}
