using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FlowForge.Contracts.Tests;

/// <summary>The AsyncAPI document: what FlowForge receives and sends over RabbitMQ, for people and generators in any language.</summary>
internal static class AsyncApiDocument
{
    private const string Json = "application/json";
    private const string BindingVersion = "0.3.0";

    private static readonly JsonSerializerOptions ForPeople = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(JsonObject document) => document.ToJsonString(ForPeople) + "\n";

    public static JsonObject Build() => new()
    {
        ["asyncapi"] = "3.0.0",
        ["info"] = new JsonObject
        {
            ["title"] = "FlowForge.Events",
            ["version"] = "1.0.0",
            ["description"] = """
                What a job manager tells FlowForge, and what FlowForge tells everybody. `receive` and `send` are seen from FlowForge: you publish what it receives and subscribe to what it sends.

                Fields are only ever added, nullable or with a default: ignore those that you do not know. Every event may come more than once; the `id` of an outgoing event is derived from its cause, so a repeat has the same. To publish an event again, after a lost confirm for instance, does no harm.

                docs/messages.md in the repository explains it at length and has examples. This file is generated from the contracts.
                """.ReplaceLineEndings("\n"),
            ["license"] = new JsonObject { ["name"] = "Apache-2.0" },
        },
        ["defaultContentType"] = Json,
        ["servers"] = new JsonObject
        {
            ["rabbitmq"] = new JsonObject
            {
                ["host"] = "{host}:5672",
                ["pathname"] = "/flowforge",
                ["protocol"] = "amqp",
                ["protocolVersion"] = "0-9-1",
                ["description"] = "RabbitMQ, virtual host `flowforge`.",
                ["variables"] = new JsonObject { ["host"] = new JsonObject { ["default"] = "localhost", ["description"] = "Where the broker is." } },
                ["security"] = new JsonArray(new JsonObject { ["$ref"] = "#/components/securitySchemes/user" }),
            },
        },
        ["channels"] = Each(Exchange.All, exchange => (exchange.Camel, Channel(exchange))),
        ["operations"] = Each(Exchange.All, exchange => (Operation(exchange), OperationOf(exchange))),
        ["components"] = new JsonObject
        {
            ["messages"] = Each(Exchange.All.SelectMany(Forms), form => (form.Key, MessageOf(form))),
            ["schemas"] = Schemas(),
            ["securitySchemes"] = new JsonObject
            {
                ["user"] = new JsonObject
                {
                    ["type"] = "userPassword",
                    ["description"] = "A user that may only write to the exchanges of incoming events (`job-manager`), or only read through queues of its own named `subscriber.…` (`subscriber`).",
                },
            },
        },
    };

    private static JsonObject Channel(Exchange exchange) => new()
    {
        ["address"] = exchange.Name,
        ["title"] = exchange.Message.Name,
        ["summary"] = XmlDocs.Of(exchange.Message),
        ["description"] = exchange.Incoming
            ? "Publish to this exchange with an empty routing key. It exists before any service runs: do not declare it."
            : "Bind a queue of your own to this exchange, with an empty routing key. It exists before any service runs: do not declare it.",
        ["messages"] = Each(Forms(exchange), form => (form.Key, Ref($"components/messages/{form.Key}"))),
        ["bindings"] = Amqp(new JsonObject
        {
            ["is"] = "routingKey",
            ["exchange"] = new JsonObject { ["name"] = exchange.Name, ["type"] = "fanout", ["durable"] = true, ["autoDelete"] = false, ["vhost"] = "flowforge" },
        }),
    };

    private static string Operation(Exchange exchange) => (exchange.Incoming ? "receive" : "send") + exchange.Message.Name;

    private static JsonObject OperationOf(Exchange exchange) => new()
    {
        ["action"] = exchange.Incoming ? "receive" : "send",
        ["channel"] = Ref($"channels/{exchange.Camel}"),
        ["summary"] = exchange.Incoming ? $"A job manager publishes {exchange.Message.Name}." : $"FlowForge publishes {exchange.Message.Name}.",
        ["messages"] = new JsonArray([.. Forms(exchange).Select(form => Ref($"channels/{exchange.Camel}/messages/{form.Key}"))]),
        ["bindings"] = Amqp(exchange.Incoming ? new JsonObject { ["deliveryMode"] = 2, ["mandatory"] = true } : new JsonObject { ["deliveryMode"] = 2 }),
    };

    /// <summary>An incoming event is taken as a plain object or in an envelope; an outgoing one comes in an envelope.</summary>
    private static IEnumerable<(string Key, Exchange Exchange, bool Plain)> Forms(Exchange exchange)
    {
        if (exchange.Incoming) yield return (exchange.Camel, exchange, true);
        yield return (exchange.Camel + "Envelope", exchange, false);
    }

    private static JsonObject MessageOf((string Key, Exchange Exchange, bool Plain) form) => new()
    {
        ["name"] = form.Exchange.Message.Name,
        ["title"] = form.Plain ? form.Exchange.Message.Name : $"{form.Exchange.Message.Name} in MassTransit's envelope",
        ["summary"] = form.Plain ? "The event as a plain JSON object. A missing content type is taken as this one." : "The event is the envelope's member `message`.",
        ["contentType"] = form.Plain ? Json : EnvelopeSchema.ContentType,
        ["payload"] = Ref($"components/schemas/{form.Exchange.Message.Name}{(form.Plain ? "" : "Envelope")}"),
        ["examples"] = new JsonArray(new JsonObject
        {
            ["payload"] = form.Plain ? Wire.Tree(Wire.Write(Messages.Sample(form.Exchange.Message.Name))) : EnvelopeSchema.Example(form.Exchange),
        }),
    };

    private static JsonObject Schemas()
    {
        var schemas = Each(Exchange.All, exchange => (exchange.Message.Name, MessageSchema.Of(exchange)));
        schemas["MassTransitEnvelope"] = EnvelopeSchema.Common();
        foreach (var exchange in Exchange.All) schemas[$"{exchange.Message.Name}Envelope"] = EnvelopeSchema.Around(exchange);
        return schemas;
    }

    private static JsonObject Amqp(JsonObject binding)
    {
        binding["bindingVersion"] = BindingVersion;
        return new JsonObject { ["amqp"] = binding };
    }

    private static JsonObject Ref(string path) => new() { ["$ref"] = $"#/{path}" };

    private static JsonObject Each<T>(IEnumerable<T> items, Func<T, (string Key, JsonObject Value)> entry) =>
        new(items.Select(entry).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
}
