using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>get and list.</summary>
internal sealed class Reader(ObjectStore store)
{
    public static Func<JsonObject, bool> Selection(ApiRequest request)
    {
        var (labels, fields) = (LabelSelector.Parse(request.Query["labelSelector"]), FieldSelector.Parse(request.Kind, request.Query["fieldSelector"]));
        return found => labels(found) && fields(found);
    }

    public JsonObject Get(ApiRequest request) =>
        store.Find(new ObjectKey(request.Kind, request.Namespace ?? "", request.Name!)) ?? throw ApiErrors.NotFound(request.Kind, request.Name!);

    public IReadOnlyList<KeyValuePair<ObjectKey, JsonObject>> Select(ApiRequest request)
    {
        var selects = Selection(request);
        return [.. store.List(request.Kind).Where(item => (request.Namespace is null || item.Key.Namespace == request.Namespace) && selects(item.Value))];
    }

    /// <summary>Pages are cut from what is there now; a token from a forgotten version is refused, as after a compaction.</summary>
    public JsonObject List(ApiRequest request)
    {
        var limit = Limit(request);
        IReadOnlyList<KeyValuePair<ObjectKey, JsonObject>> found = Select(request);
        if (request.Query["continue"].ToString() is { Length: > 0 } token)
        {
            var after = After(token);
            found = [.. found.Where(item => string.CompareOrdinal(item.Key.Path, after) > 0)];
        }

        var meta = new JsonObject { ["resourceVersion"] = store.Version.ToString(CultureInfo.InvariantCulture) };
        if (limit > 0 && found.Count > limit)
        {
            meta["continue"] = Token(found[limit - 1].Key);
            var selected = request.Query.ContainsKey("labelSelector") || request.Query.ContainsKey("fieldSelector");
            if (!selected) meta["remainingItemCount"] = found.Count - limit;
            found = [.. found.Take(limit)];
        }

        return ToList(request.Kind, found.Select(item => item.Value), meta);
    }

    /// <summary>The items of a list do not say what they are: the list does.</summary>
    public static JsonObject ToList(ResourceKind kind, IEnumerable<JsonObject> items, JsonObject meta) => new()
    {
        ["kind"] = kind.Kind + "List",
        ["apiVersion"] = kind.ApiVersion,
        ["metadata"] = meta,
        ["items"] = new JsonArray([.. items.Select(WithoutType)]),
    };

    private static JsonObject WithoutType(JsonObject found)
    {
        var item = found.Copy();
        item.Remove("kind");
        item.Remove("apiVersion");
        return item;
    }

    private static int Limit(ApiRequest request)
    {
        if (request.Query["limit"].ToString() is not { Length: > 0 } text) return 0;
        return int.TryParse(text, CultureInfo.InvariantCulture, out var limit) ? limit : throw ApiErrors.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }

    private string Token(ObjectKey last) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = store.Version, ["start"] = last.Path }.ToJsonString()));

    private string After(string token)
    {
        JsonNode? read;
        try
        {
            read = JsonNode.Parse(Convert.FromBase64String(token));
        }
        catch (Exception error) when (error is FormatException or System.Text.Json.JsonException)
        {
            throw ApiErrors.BadRequest("invalid continue token: continue key is not valid: " + error.Message);
        }

        if (long.Parse(read.At("rv")!.ToString(), CultureInfo.InvariantCulture) < store.ForgottenUpTo)
            throw ApiErrors.Expired("The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.");
        return read.Text("start")!;
    }
}
