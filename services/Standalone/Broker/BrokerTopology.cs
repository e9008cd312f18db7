using System.Text.Json;
using System.Text.Json.Nodes;

namespace FlowForge.Standalone;

/// <summary>The exchanges, queues, bindings, policies and users that FlowForge needs, as infra/rabbitmq has them.</summary>
internal static class BrokerTopology
{
    /// <summary>RabbitMQ's own definitions format, for one virtual host.</summary>
    public static JsonObject Definitions(string virtualHost)
    {
        var definitions = Read("definitions.json").AsObject();
        foreach (var item in definitions.SelectMany(list => list.Value!.AsArray())) item!["vhost"] = virtualHost;
        return definitions;
    }

    public static IReadOnlyList<BrokerUser> Users() => Read("users.json").Deserialize<BrokerUser[]>(JsonSerializerOptions.Web)!;

    private static JsonNode Read(string file)
    {
        using var stream = typeof(BrokerTopology).Assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"{file} is not part of this program");
        return JsonNode.Parse(stream)!;
    }
}
