using Microsoft.AspNetCore.Http;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>What a request asks for, in the terms that authorization uses: verb, resource, namespace, name.</summary>
internal sealed record ApiRequest(string Verb, ResourceKind Kind, string? Namespace, string? Name, string? Subresource, IQueryCollection Query)
{
    /// <summary>jobs, or with its subresource: pods/exec.</summary>
    public string Resource => Subresource is null ? Kind.Plural : $"{Kind.Plural}/{Subresource}";

    /// <summary>/api/v1/… and /apis/GROUP/v1/…, with or without namespaces/NAME in between.</summary>
    public static ApiRequest? Parse(HttpRequest request)
    {
        var parts = (request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var group = parts is ["apis", var named, ..] ? named : "";
        string[]? rest = parts switch
        {
            ["api", "v1", .. var core] => core,
            ["apis", _, "v1", .. var grouped] => grouped,
            _ => null,
        };
        string? ns = null;
        if (rest is ["namespaces", var inside, _, ..])
        {
            ns = inside;
            rest = rest[2..];
        }

        if (rest is not [var plural, ..] || rest.Length > 3 || ResourceKind.Find(group, plural) is not { } kind) return null;
        var misplaced = kind.Namespaced ? ns is null && rest.Length > 1 : ns is not null;
        if (misplaced) return null;
        var name = rest.ElementAtOrDefault(1);
        return new ApiRequest(VerbOf(request, name), kind, ns, name, rest.ElementAtOrDefault(2), request.Query);
    }

    public bool Flag(string name) => Query[name].ToString() is "true" or "1";

    private static string VerbOf(HttpRequest request, string? name) => request.Method switch
    {
        "GET" when request.Query["watch"].ToString() is "true" or "1" => "watch",
        "GET" => name is null ? "list" : "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => name is null ? "deletecollection" : "delete",
        _ => request.Method,
    };
}
