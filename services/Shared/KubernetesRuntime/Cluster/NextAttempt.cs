using System.Globalization;
using System.Text.Json.Nodes;
using FlowForge.Jobs;

namespace FlowForge.KubernetesRuntime;

/// <summary>Turns a recorded Job into its next attempt: what people wrote is kept, what API server, controllers and FlowForge added is not.</summary>
internal static class NextAttempt
{
    private const int LongestName = 63;
    private const string AttemptVariable = "FLOWFORGE_ATTEMPT";
    private static readonly string[] ControllersLabels = ["controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"];
    private static readonly string[] OthersAnnotations = ["kubectl.kubernetes.io/last-applied-configuration", "batch.kubernetes.io/job-tracking", Marks.LastWarning, Marks.Before];

    public static JsonObject Of(JsonObject recorded, JobRef died, string jobIdLabel, out string? problem)
    {
        var metadata = recorded["metadata"]!.AsObject();
        var spec = recorded["spec"]!.AsObject();
        var next = (died.Attempt + 1).ToString(CultureInfo.InvariantCulture);
        problem = metadata["ownerReferences"] is JsonArray owners && owners.FirstOrDefault(owner => owner?["controller"]?.GetValue<bool>() == true) is { } owner
            ? $"{owner["kind"]} '{owner["name"]}' makes it"
            : spec["manualSelector"]?.GetValue<bool>() == true ? "its selector is its author's own: it would take the pods of the other attempt" : null;

        var annotations = Map(metadata["annotations"]);
        SpecBefore.Restore(spec, annotations);
        foreach (var key in OthersAnnotations) annotations.Remove(key);
        annotations[Marks.Follows] = metadata["name"]!.GetValue<string>();
        annotations.Remove(Marks.Attempt);

        spec.Remove("selector");
        var template = spec["template"]!.AsObject();
        var templateMetadata = template["metadata"] as JsonObject ?? [];
        var podLabels = Map(templateMetadata["labels"]);
        foreach (var key in ControllersLabels) podLabels.Remove(key);
        var podAnnotations = Map(templateMetadata["annotations"]);
        podAnnotations.Remove(Marks.Attempt);
        // Pods without the job id are found by their Job, and need no attempt.
        if (podLabels.ContainsKey(jobIdLabel)) podLabels[Marks.Attempt] = next;
        template["metadata"] = new JsonObject { ["labels"] = ToJson(podLabels), ["annotations"] = ToJson(podAnnotations) };
        SetVariable(template["spec"]!.AsObject(), next);

        var labels = Map(metadata["labels"]);
        foreach (var key in ControllersLabels) labels.Remove(key);
        labels[Marks.Attempt] = next;
        return new JsonObject
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = new JsonObject
            {
                ["name"] = Name(metadata["name"]!.GetValue<string>(), died.Attempt, next),
                ["labels"] = ToJson(labels),
                ["annotations"] = ToJson(annotations),
                ["ownerReferences"] = metadata["ownerReferences"]?.DeepClone(),
            },
            ["spec"] = spec.DeepClone(),
        };
    }

    /// <summary>build-42, build-42-attempt-2, build-42-attempt-3.</summary>
    private static string Name(string name, int attempt, string next)
    {
        var own = $"-attempt-{attempt}";
        if (name.EndsWith(own, StringComparison.Ordinal)) name = name[..^own.Length];
        var suffix = $"-attempt-{next}";
        return (name.Length + suffix.Length > LongestName ? name[..(LongestName - suffix.Length)].TrimEnd('-', '.') : name) + suffix;
    }

    private static void SetVariable(JsonObject pod, string attempt)
    {
        foreach (var list in (string[])["initContainers", "containers"])
            foreach (var variable in (pod[list] as JsonArray ?? []).SelectMany(container => container?["env"] as JsonArray ?? []))
                if (variable?["name"]?.GetValue<string>() == AttemptVariable && variable["value"] is not null) variable["value"] = attempt;
    }

    private static Dictionary<string, string> Map(JsonNode? node) =>
        node is JsonObject found ? found.ToDictionary(pair => pair.Key, pair => pair.Value?.GetValue<string>() ?? "") : [];

    private static JsonObject ToJson(Dictionary<string, string> map) => new(map.Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, pair.Value)));
}
