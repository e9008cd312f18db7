using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>The few fields that a real server selects by; anything else it refuses, and so does this.</summary>
internal static partial class FieldSelector
{
    private static readonly Dictionary<ResourceKind, string[]> Supported = new()
    {
        [ResourceKind.Jobs] = ["status.successful"],
        [ResourceKind.Pods] = ["spec.nodeName", "spec.restartPolicy", "status.phase"],
        [ResourceKind.Events] = ["involvedObject.kind", "involvedObject.name", "involvedObject.namespace", "involvedObject.uid", "reason", "type"],
        [ResourceKind.Secrets] = ["type"],
        [ResourceKind.Namespaces] = ["status.phase"],
    };

    public static Func<JsonObject, bool> Parse(ResourceKind kind, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return _ => true;
        var requirements = text.Split(',').Select(term => Requirement(kind, term)).ToArray();
        return found => Array.TrueForAll(requirements, requirement => requirement(found));
    }

    private static Func<JsonObject, bool> Requirement(ResourceKind kind, string term)
    {
        if (Term().Match(term) is not { Success: true } match) throw ApiErrors.BadRequest($"invalid selector: '{term}'; can't understand '{term}'");
        var (field, wanted, equal) = (match.Groups["field"].Value, match.Groups["value"].Value, match.Groups["not"].Length == 0);
        if (!IsSupported(kind, field)) throw Unsupported(kind, field);
        return found => (ValueOf(found, field) == wanted) == equal;
    }

    private static bool IsSupported(ResourceKind kind, string field) =>
        field is "metadata.name" or "metadata.namespace" || (Supported.TryGetValue(kind, out var fields) && fields.Contains(field));

    private static ApiException Unsupported(ResourceKind kind, string field) => ApiErrors.BadRequest(Supported.ContainsKey(kind)
        ? $"field label \"{field}\" not supported for {(kind.Group.Length == 0 ? "" : kind.Group + "v1.")}{kind.Kind}"
        : $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");

    private static string ValueOf(JsonObject found, string field) => field == "status.successful"
        ? found.At("status", "succeeded")?.ToString() ?? "0"
        : found.At(field.Split('.'))?.ToString() ?? "";

    [GeneratedRegex("^(?<field>[^=!<>]+)(?<not>!?)==?(?<value>[^=!<>]*)$")]
    private static partial Regex Term();
}
