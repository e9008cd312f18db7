using System.Text.Json.Nodes;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>The errors of the API server. Reason, code, message and details were compared with a real one.</summary>
internal static class ApiErrors
{
    public static ApiException NotFound(ResourceKind kind, string name) => new(404, "NotFound", $"{kind.QualifiedPlural} \"{name}\" not found", Details(kind, kind.Plural, name));

    public static ApiException UnknownPath() => new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiException AlreadyExists(ResourceKind kind, string name) => new(409, "AlreadyExists", $"{kind.QualifiedPlural} \"{name}\" already exists", Details(kind, kind.Plural, name));

    public static ApiException Conflict(ResourceKind kind, string name) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {kind.QualifiedPlural} \"{name}\": the object has been modified; please apply your changes to the latest version and try again", Details(kind, kind.Plural, name));

    public static ApiException Precondition(ResourceKind kind, string name, string what) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {kind.QualifiedKind} \"{name}\": {what}", Details(kind, kind.Kind, name));

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiException UnsupportedMediaType() => new(415, "UnsupportedMediaType", "415: Unsupported Media Type", []);

    public static ApiException MethodNotAllowed() => new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static ApiException Expired(string message) => new(410, "Expired", message);

    public static ApiException TooManyRequests(TimeSpan retryAfter) =>
        new(429, "TooManyRequests", "the server has received too many requests and has asked us to try again later", new JsonObject { ["retryAfterSeconds"] = Seconds(retryAfter) }) { RetryAfter = retryAfter };

    public static ApiException Internal(string what) => new(500, "InternalError", "Internal error occurred: " + what, new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = what }) });

    public static ApiException Unavailable() => new(503, "ServiceUnavailable", "the server is currently unable to handle the request");

    public static ApiException Forbidden(ApiRequest request, string user)
    {
        var kind = request.Kind;
        var subject = request.Name is null ? kind.QualifiedPlural : $"{kind.QualifiedPlural} \"{request.Name}\"";
        var scope = request.Namespace is null ? "at the cluster scope" : $"in the namespace \"{request.Namespace}\"";
        return new(403, "Forbidden", $"{subject} is forbidden: User \"{user}\" cannot {request.Verb} resource \"{request.Resource}\" in API group \"{kind.Group}\" {scope}", Details(kind, kind.Plural, request.Name));
    }

    public static ApiException Invalid(ResourceKind kind, string? name, params Cause[] causes)
    {
        var details = Details(kind, kind.Kind, name);
        details["causes"] = new JsonArray([.. causes.Select(cause => new JsonObject { ["reason"] = cause.Reason, ["message"] = cause.Message, ["field"] = cause.Field })]);
        var wording = causes.Select(cause => $"{cause.Field}: {cause.Message}").ToArray();
        return new(422, "Invalid", $"{kind.QualifiedKind} \"{name}\" is invalid: {(wording.Length == 1 ? wording[0] : $"[{string.Join(", ", wording)}]")}", details);
    }

    public static JsonObject Details(ResourceKind kind, string spokenKind, string? name)
    {
        var details = new JsonObject();
        if (!string.IsNullOrEmpty(name)) details["name"] = name;
        if (kind.Group.Length > 0) details["group"] = kind.Group;
        details["kind"] = spokenKind;
        return details;
    }

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);
}
