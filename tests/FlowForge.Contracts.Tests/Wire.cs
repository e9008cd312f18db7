using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit.Serialization;

namespace FlowForge.Contracts.Tests;

/// <summary>JSON as MassTransit puts it on the wire, indented for people.</summary>
internal static class Wire
{
    private static readonly JsonSerializerOptions Indented = new(SystemTextJsonMessageSerializer.Options)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(object message) => JsonSerializer.Serialize(message, message.GetType(), Indented) + "\n";

    public static object Read(string json, Type type) => JsonSerializer.Deserialize(json, type, SystemTextJsonMessageSerializer.Options)!;

    public static JsonObject Tree(string json) => JsonNode.Parse(json)!.AsObject();
}
