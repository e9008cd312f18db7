using System.Globalization;
using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>add, replace, remove and test of a JSON patch (RFC 6902).</summary>
internal static class JsonPatch
{
    public static JsonObject Apply(JsonObject into, JsonNode patch)
    {
        foreach (var step in patch as JsonArray ?? throw ApiErrors.BadRequest("a JSON patch is a list of operations"))
        {
            var path = (step.Text("path") ?? "").Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
            if (path.Length == 0 || !Operate(step.Text("op"), into, path, step.At("value")))
                throw new ApiException(422, "Invalid", "the server rejected our request due to an error in our request");
        }

        return into;
    }

    private static bool Operate(string? operation, JsonObject root, string[] path, JsonNode? value)
    {
        JsonNode? parent = root;
        foreach (var step in path[..^1]) parent = parent is JsonArray list ? list.ElementAtOrDefault(Index(step)) : (parent as JsonObject)?[step];
        return parent switch
        {
            JsonObject section => In(section, operation, path[^1], value),
            JsonArray list => In(list, operation, path[^1], value),
            _ => false,
        };
    }

    private static bool In(JsonObject section, string? operation, string name, JsonNode? value)
    {
        switch (operation)
        {
            case "add":
            case "replace" when section.ContainsKey(name):
                section[name] = value?.DeepClone();
                return true;
            case "remove": return section.Remove(name);
            case "test": return JsonNode.DeepEquals(section[name], value);
            default: return false;
        }
    }

    private static bool In(JsonArray list, string? operation, string place, JsonNode? value)
    {
        var index = place == "-" ? list.Count : Index(place);
        if (index < 0 || index > list.Count || (index == list.Count && operation != "add")) return false;
        switch (operation)
        {
            case "add": list.Insert(index, value?.DeepClone()); return true;
            case "replace": list[index] = value?.DeepClone(); return true;
            case "remove": list.RemoveAt(index); return true;
            case "test": return JsonNode.DeepEquals(list[index], value);
            default: return false;
        }
    }

    private static int Index(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var index) ? index : -1;
}
