using System.Text.Json.Nodes;

namespace FlowForge.Contracts.Tests;

/// <summary>MassTransit's envelope, as far as somebody without MassTransit needs it.</summary>
internal static class EnvelopeSchema
{
    public const string ContentType = "application/vnd.masstransit+json";

    public static JsonObject Common() => new()
    {
        ["title"] = "MassTransitEnvelope",
        ["description"] = "What FlowForge's own services send: the event is the member `message`. Everything beside it may be ignored; members not listed here may be there.",
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["messageId"] = Of("string", "One for each sending: a repeated event has another one. Tell repeats by the event's own `id` instead.", "uuid"),
            ["messageType"] = new JsonObject
            {
                ["description"] = "The event's name, by which MassTransit finds who handles it.",
                ["type"] = "array",
                ["items"] = new JsonObject { ["type"] = "string" },
            },
            ["message"] = new JsonObject { ["description"] = "The event itself.", ["type"] = "object" },
            ["conversationId"] = Of("string", "Ties messages together that one message caused.", "uuid"),
            ["sourceAddress"] = Of("string", "Who sent it."),
            ["destinationAddress"] = Of("string", "The exchange it was sent to."),
            ["sentTime"] = Of("string", "When it was sent, UTC.", "date-time"),
            ["headers"] = Of("object", "Such as the trace it belongs to."),
            ["host"] = Of("object", "The process that sent it."),
        },
        ["required"] = new JsonArray("messageType", "message"),
    };

    /// <summary>The envelope around one event.</summary>
    public static JsonObject Around(Exchange exchange) => new()
    {
        ["title"] = $"{exchange.Message.Name}Envelope",
        ["allOf"] = new JsonArray(
            Reference("MassTransitEnvelope"),
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["messageType"] = new JsonObject { ["contains"] = new JsonObject { ["const"] = exchange.Urn } },
                    ["message"] = Reference(exchange.Message.Name),
                },
            }),
    };

    public static JsonObject Example(Exchange exchange) => new()
    {
        ["messageId"] = "01000000-5e6a-0215-3f1b-08de7794b6c1",
        ["messageType"] = new JsonArray(exchange.Urn),
        ["message"] = Wire.Tree(Wire.Write(Messages.Sample(exchange.Message.Name))),
        ["sentTime"] = "2026-03-01T12:30:15.3Z",
    };

    private static JsonObject Reference(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    private static JsonObject Of(string type, string description, string? format = null)
    {
        var schema = new JsonObject { ["description"] = description, ["type"] = new JsonArray(type, "null") };
        if (format is not null) schema["format"] = format;
        return schema;
    }
}
