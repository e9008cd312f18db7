using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FlowForge.KubernetesRuntime;

/// <summary>A Job as it can be made again, packed: there may be tens of thousands.</summary>
internal static class JobManifest
{
    /// <summary>What of the metadata is somebody's wish, and not the API server's doing.</summary>
    private static readonly string[] Kept = ["name", "labels", "annotations", "ownerReferences"];

    public static byte[] Pack(JsonElement job)
    {
        using var packed = new MemoryStream();
        using (var stream = new BrotliStream(packed, CompressionLevel.Fastest))
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("metadata");
            foreach (var property in job.GetProperty("metadata").EnumerateObject())
                if (Kept.Contains(property.Name)) property.WriteTo(writer);
            writer.WriteEndObject();
            if (job.TryGetProperty("spec", out var spec))
            {
                writer.WritePropertyName("spec");
                spec.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return packed.ToArray();
    }

    public static JsonObject Unpack(byte[] packed)
    {
        using var stream = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonNode.Parse(stream)!.AsObject();
    }
}
