using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using MassTransit.Serialization;

namespace FlowForge.Contracts.Tests;

/// <summary>The JSON Schema of a message, from its record and its comments. Unknown fields are allowed: later versions may add some.</summary>
internal static class MessageSchema
{
    public static JsonObject Of(Exchange exchange)
    {
        // MassTransit's own options, so the schema has the names and the enum values that are on the wire.
        var exported = JsonSchemaExporter.GetJsonSchemaAsNode(SystemTextJsonMessageSerializer.Options, exchange.Message, new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Describe(context, node.AsObject(), exchange.Incoming),
        });
        return Joined(new JsonObject { ["title"] = exchange.Message.Name, ["description"] = XmlDocs.Of(exchange.Message) }, exported.AsObject());
    }

    /// <summary>As a document of its own.</summary>
    public static JsonObject DocumentOf(Exchange exchange) =>
        Joined(new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["$id"] = exchange.Urn }, Of(exchange));

    private static JsonObject Describe(JsonSchemaExporterContext context, JsonObject schema, bool incoming)
    {
        if (context.PropertyInfo?.AttributeProvider is not PropertyInfo property) return schema;
        var field = new Field(property);
        var described = new JsonObject { ["description"] = field.Description };
        if (field.Type.IsEnum)
        {
            described["description"] = $"{field.Description} {string.Join(' ', Field.Values(field.Type).Select(value => $"`{value.Value}`: {value.Meaning}"))}";
            // The exporter leaves an enum's type open.
            if (!schema.ContainsKey("type")) described["type"] = field.Required ? "string" : new JsonArray("string", "null");
        }

        Joined(described, schema);
        if (incoming) Joined(described, FieldRules.Of(field.Name));
        if (field.Default is { } value) described["default"] = JsonSerializer.SerializeToNode(value, SystemTextJsonMessageSerializer.Options);
        return described;
    }

    private static JsonObject Joined(JsonObject first, JsonObject then)
    {
        foreach (var (key, value) in then) first[key] = value?.DeepClone();
        return first;
    }
}
