using System.Text.Json.Nodes;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>Merge patch (RFC 7396). A strategic merge patch is taken as one, which holds as long as it brings no lists.</summary>
internal static class Patch
{
    public static JsonObject Apply(string? contentType, JsonObject found, JsonNode patch) => contentType?.Split(';')[0] switch
    {
        "application/merge-patch+json" => Merge((JsonObject)found.DeepClone(), AsObject(patch)),
        "application/strategic-merge-patch+json" => Merge((JsonObject)found.DeepClone(), WithoutLists(AsObject(patch))),
        "application/json-patch+json" => JsonPatch.Apply((JsonObject)found.DeepClone(), patch),
        _ => throw ApiErrors.UnsupportedMediaType(),
    };

    private static JsonObject Merge(JsonObject into, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null) into.Remove(name);
            else if (value is JsonObject section) into[name] = Merge(into[name] is JsonObject existing ? (JsonObject)existing.DeepClone() : [], section);
            else into[name] = value.DeepClone();
        }

        return into;
    }

    private static JsonObject AsObject(JsonNode patch) => patch as JsonObject ?? throw ApiErrors.BadRequest("json: cannot unmarshal array into Go value of type map[string]interface {}");

    /// <summary>A real server merges lists by their items' keys, or joins them; to replace them here would teach the tests something wrong.</summary>
    private static JsonObject WithoutLists(JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is JsonArray) throw new NotSupportedException($"The fake does not merge lists strategically, and this patch brings one ('{name}'): use a merge patch.");
            if (value is JsonObject section) WithoutLists(section);
        }

        return patch;
    }
}
