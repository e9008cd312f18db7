using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>What the server refuses with 422: names, labels, and the fields of a Job that FlowForge may touch.</summary>
internal static partial class Validation
{
    private const string NamePattern = @"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private static readonly string[] Immutable = ["completions", "selector", "template"];

    public static void Created(ResourceKind kind, JsonObject made) => Throw(kind, made, [.. Metadata(made), .. kind == ResourceKind.Jobs ? Job(made) : []]);

    public static void Updated(ResourceKind kind, JsonObject before, JsonObject after)
    {
        Cause[] causes = [.. Metadata(after), .. NewFinalizers(before, after)];
        if (kind == ResourceKind.Jobs) causes = [.. causes, .. Job(after), .. Changed(before, after)];
        Throw(kind, after, causes);
    }

    private static void Throw(ResourceKind kind, JsonObject found, Cause[] causes)
    {
        if (causes.Length > 0) throw ApiErrors.Invalid(kind, found.Name(), causes);
    }

    private static IEnumerable<Cause> Metadata(JsonObject made)
    {
        if (made.Name() is { Length: 0 }) yield return Cause.Required("metadata.name", "name or generateName is required");
        else if (made.Name().Length > 253) yield return Cause.Invalid("metadata.name", $"\"{made.Name()}\"", "must be no more than 253 characters");
        else if (!NameRule().IsMatch(made.Name()))
            yield return Cause.Invalid("metadata.name", $"\"{made.Name()}\"", $"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '{NamePattern}')");
        foreach (var (key, value) in made.At("metadata", "labels") as JsonObject ?? [])
        {
            if (!KeyRule().IsMatch(key))
                yield return Cause.Invalid("metadata.labels", $"\"{key}\"", "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
            if (value?.ToString() is { } text && (text.Length > 63 || !ValueRule().IsMatch(text)))
                yield return Cause.Invalid("metadata.labels", $"\"{text}\"", text.Length > 63 ? "must be no more than 63 characters" : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
        }
    }

    private static IEnumerable<Cause> NewFinalizers(JsonObject before, JsonObject after)
    {
        if (before.IsDeleting() && after.Finalizers().Except(before.Finalizers()).Order().ToArray() is { Length: > 0 } added)
            yield return Cause.Forbidden("metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(item => $"\"{item}\""))}}}");
    }

    private static IEnumerable<Cause> Job(JsonObject job)
    {
        foreach (var field in new[] { "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished" })
            if (job.Number("spec", field) is < 0 and var value) yield return Cause.Invalid("spec." + field, $"{value}", "must be greater than or equal to 0");
        if (!job.Items("spec", "template", "spec", "containers").Any()) yield return Cause.Required("spec.template.spec.containers", "");
        var policy = job.Text("spec", "template", "spec", "restartPolicy");
        if (policy is null or "Always") yield return Cause.Required("spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
        else if (policy is not ("Never" or "OnFailure"))
            foreach (var allowed in new[] { "\"Always\", \"OnFailure\", \"Never\"", "\"OnFailure\", \"Never\"" }) yield return Cause.NotSupported("spec.template.spec.restartPolicy", $"\"{policy}\"", allowed);
    }

    private static IEnumerable<Cause> Changed(JsonObject before, JsonObject after) =>
        Immutable.Where(field => !JsonNode.DeepEquals(before.At("spec", field), after.At("spec", field)))
            .Select(field => Cause.Invalid("spec." + field, after.At("spec", field)?.ToJsonString() ?? "null", "field is immutable"));

    [GeneratedRegex($"^{NamePattern}$")]
    private static partial Regex NameRule();

    [GeneratedRegex(@"^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$")]
    private static partial Regex KeyRule();

    [GeneratedRegex("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$")]
    private static partial Regex ValueRule();
}
