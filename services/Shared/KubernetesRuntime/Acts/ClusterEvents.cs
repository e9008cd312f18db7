using System.Globalization;
using System.Text.Json.Nodes;

namespace FlowForge.KubernetesRuntime;

/// <summary>Tells people of a Job what <c>kubectl describe</c> shows: an event. The same one is told once, however often it is asked for.</summary>
internal sealed class ClusterEvents(ApiServer server, TimeProvider clock)
{
    /// <summary>The API server takes no longer message in an event.</summary>
    public const int LongestMessage = 1024;

    public Task WarnAsync(string @namespace, string job, string uid, string reason, string message, Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return server.CreateAsync(ApiKind.Event, @namespace, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = $"flowforge-warning-{id:N}", ["namespace"] = @namespace },
            ["involvedObject"] = new JsonObject { ["apiVersion"] = "batch/v1", ["kind"] = "Job", ["name"] = job, ["namespace"] = @namespace, ["uid"] = uid },
            ["type"] = "Warning",
            ["reason"] = reason,
            ["message"] = message.Length > LongestMessage ? message[..LongestMessage] : message,
            ["source"] = new JsonObject { ["component"] = "flowforge" },
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["count"] = 1,
        }, cancellationToken);
    }
}
