using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace FlowForge.KubernetesRuntime;

/// <summary>Deletes one object, and only as it was seen: the API server itself refuses where it is another one, or was changed, say protected, meanwhile.</summary>
internal sealed class GuardedDelete(ApiServer server)
{
    private const int MostConflicts = 5;

    /// <param name="kind">Its kind.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="uid">Tells it from another of that name.</param>
    /// <param name="version">The version that was seen.</param>
    /// <param name="grace">How many seconds it has. Null: its own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(ApiKind kind, string @namespace, string name, string uid, string version, int? grace, CancellationToken cancellationToken)
    {
        for (var conflicts = 0; ;)
        {
            var how = new JsonObject { ["propagationPolicy"] = "Background", ["preconditions"] = new JsonObject { ["uid"] = uid, ["resourceVersion"] = version } };
            if (grace is { } seconds) how["gracePeriodSeconds"] = seconds;
            try
            {
                await server.DeleteAsync(kind, @namespace, name, how, cancellationToken);
                return;
            }
            catch (KubernetesApiException e) when (e.Status == HttpStatusCode.Conflict && ++conflicts < MostConflicts)
            {
                using var current = await server.ReadAsync(kind, @namespace, name, cancellationToken);
                if (current is null) return;
                var metadata = KubernetesJson.Deserialize<V1ObjectMeta>(current.RootElement.GetProperty("metadata"));
                // Another of that name: what was meant is gone.
                if (metadata.Uid != uid) return;
                EnsureFree(kind, name, Marks.HeldBy(metadata));
                version = metadata.ResourceVersion;
            }
        }
    }

    /// <exception cref="InvalidOperationException">A mark holds it.</exception>
    public static void EnsureFree(ApiKind kind, string name, string? mark)
    {
        if (mark is not null) throw new InvalidOperationException($"{kind.Name} '{name}' carries {mark}; it was left");
    }
}
