using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace FlowForge.KubernetesRuntime;

/// <summary>
/// What a Job's spec said before FlowForge set out to end it, kept on the Job itself: whoever makes it again, maybe another process
/// and much later, must not make one that ends after a second.
/// </summary>
internal static class SpecBefore
{
    private static readonly string[] Keys = ["activeDeadlineSeconds", "backoffLimit", "parallelism", "suspend"];

    /// <summary>The note for that change of the spec; what an earlier one has noted stays.</summary>
    public static string Note(V1Job job, JsonObject change)
    {
        var note = Read(job.Metadata.Annotations) ?? [];
        var spec = JsonNode.Parse(KubernetesJson.Serialize(job.Spec))!.AsObject();
        foreach (var (key, _) in change)
            if (Keys.Contains(key) && !note.ContainsKey(key)) note[key] = spec[key]?.DeepClone();
        return note.ToJsonString();
    }

    /// <summary>Gives the spec back what it said.</summary>
    public static void Restore(JsonObject spec, IDictionary<string, string>? annotations)
    {
        if (Read(annotations) is not { } note) return;
        foreach (var (key, value) in note.Where(pair => Keys.Contains(pair.Key)))
        {
            if (value is null) spec.Remove(key);
            else spec[key] = value.DeepClone();
        }
    }

    private static JsonObject? Read(IDictionary<string, string>? annotations)
    {
        try
        {
            return annotations?.TryGetValue(Marks.Before, out var text) == true ? JsonNode.Parse(text) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null; // Somebody else has written over it.
        }
    }
}
