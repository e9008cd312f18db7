using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>How to delete: from the body, or from the query where the body is silent.</summary>
internal sealed record DeleteOptions(string? Propagation = null, int? GraceSeconds = null, string? Uid = null, string? ResourceVersion = null)
{
    private static readonly ResourceKind Itself = new("deleteoptions", "DeleteOptions", "meta.k8s.io");

    public static DeleteOptions Read(ApiRequest request, JsonObject? body)
    {
        var source = body is { Count: > 0 } ? body : FromQuery(request);
        var propagation = source.Text("propagationPolicy");
        if (propagation is not (null or "Foreground" or "Background" or "Orphan"))
            throw ApiErrors.Invalid(Itself, null, Cause.NotSupported("propagationPolicy", $"\"{propagation}\"", "\"Foreground\", \"Background\", \"Orphan\", \"nil\""));
        var orphan = source.At("orphanDependents")?.ToString();
        if (orphan is not null && propagation is not null)
            throw ApiErrors.Invalid(Itself, null, Cause.Invalid("propagationPolicy", $"\"{propagation}\"", "orphanDependents and deletionPropagation cannot be both set"));
        propagation ??= orphan switch { "true" => "Orphan", "false" => "Background", _ => null };
        return new DeleteOptions(propagation, source.Number("gracePeriodSeconds"), source.Text("preconditions", "uid"), source.Text("preconditions", "resourceVersion"));
    }

    private static JsonObject FromQuery(ApiRequest request)
    {
        var given = new JsonObject();
        foreach (var name in new[] { "propagationPolicy", "gracePeriodSeconds", "orphanDependents" })
            if (request.Query.TryGetValue(name, out var value) && value.Count > 0) given[name] = value[0];
        return given;
    }
}
