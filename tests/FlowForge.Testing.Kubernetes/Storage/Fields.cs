using System.Globalization;
using System.Text.Json.Nodes;

namespace FlowForge.Testing.Kubernetes.Storage;

/// <summary>Short ways into the JSON of an object. What is stored is never changed in place: clone, change, put.</summary>
internal static class Fields
{
    public static JsonNode? At(this JsonNode? node, params string[] path)
    {
        foreach (var step in path) node = (node as JsonObject)?[step];
        return node;
    }

    public static string? Text(this JsonNode? node, params string[] path) => node.At(path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static int? Number(this JsonNode? node, params string[] path) => node.At(path) is JsonValue value && int.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var number) ? number : null;

    public static DateTimeOffset? Time(this JsonNode? node, params string[] path) => node.Text(path) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;

    public static IEnumerable<JsonObject> Items(this JsonNode? node, params string[] path) => (node.At(path) as JsonArray ?? []).OfType<JsonObject>();

    public static JsonObject Meta(this JsonObject found) => found.Section("metadata");

    /// <summary>The object under that name, made if it is missing.</summary>
    public static JsonObject Section(this JsonObject found, string name)
    {
        if (found[name] is JsonObject section) return section;
        var made = new JsonObject();
        found[name] = made;
        return made;
    }

    public static string Name(this JsonObject found) => found.Text("metadata", "name") ?? "";

    public static string Uid(this JsonObject found) => found.Text("metadata", "uid") ?? "";

    public static string? Label(this JsonObject found, string key) => found.At("metadata", "labels", key)?.ToString();

    public static bool IsDeleting(this JsonObject found) => found.At("metadata", "deletionTimestamp") is not null;

    public static string[] Finalizers(this JsonObject found) => [.. (found.At("metadata", "finalizers") as JsonArray ?? []).Select(item => item!.ToString())];

    public static void SetFinalizers(this JsonObject found, IEnumerable<string> finalizers)
    {
        var array = new JsonArray([.. finalizers.Select(item => JsonValue.Create(item))]);
        if (array.Count == 0) found.Meta().Remove("finalizers");
        else found.Meta()["finalizers"] = array;
    }

    public static JsonObject Copy(this JsonObject found) => (JsonObject)found.DeepClone();

    /// <summary>A time as the API writes it: UTC, whole seconds.</summary>
    public static string Stamp(this DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
