using System.Text.Json.Nodes;
using System.Threading.Channels;
using FlowForge.Testing.Kubernetes.Api;

namespace FlowForge.Testing.Kubernetes.Storage;

/// <summary>One watch: the changes of one kind, seen through its selectors.</summary>
internal sealed class Watcher(ResourceKind kind, string? ns, bool bookmarks, Func<JsonObject, bool> selects)
{
    private readonly Channel<JsonObject> _events = Channel.CreateUnbounded<JsonObject>(new UnboundedChannelOptions { SingleReader = true });

    public ChannelReader<JsonObject> Events => _events.Reader;

    public ResourceKind Kind => kind;

    /// <summary>What enters or leaves the selection is added or deleted for this watcher, whatever happened to it.</summary>
    public void See(StoredChange change)
    {
        if (change.Key.Kind != kind || (ns is not null && change.Key.Namespace != ns)) return;
        var (before, after) = (change.Before is { } old && selects(old), change.After is { } current && selects(current));
        if (after) Send(before ? "MODIFIED" : "ADDED", change.After!);
        else if (before) Send("DELETED", change.Last ?? WithVersion(change.Before!, change.After!));
    }

    public void Added(JsonObject found)
    {
        if (selects(found)) Send("ADDED", found);
    }

    public void Bookmark(long version)
    {
        if (bookmarks) Send("BOOKMARK", new JsonObject { ["kind"] = kind.Kind, ["apiVersion"] = kind.ApiVersion, ["metadata"] = new JsonObject { ["resourceVersion"] = $"{version}", ["creationTimestamp"] = null } });
    }

    public void Fail(ApiException error)
    {
        Send("ERROR", error.ToStatus());
        End();
    }

    public void End() => _events.Writer.TryComplete();

    private void Send(string type, JsonObject found) => _events.Writer.TryWrite(new JsonObject { ["type"] = type, ["object"] = found.Copy() });

    private static JsonObject WithVersion(JsonObject before, JsonObject after)
    {
        var left = before.Copy();
        left.Meta()["resourceVersion"] = after.Text("metadata", "resourceVersion");
        return left;
    }
}
