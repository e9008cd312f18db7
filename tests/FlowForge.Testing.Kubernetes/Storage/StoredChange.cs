using System.Text.Json.Nodes;

namespace FlowForge.Testing.Kubernetes.Storage;

/// <summary>One change: no Before is an addition, no After a removal. Last is what a removed object looked like, with the removal's version.</summary>
internal sealed record StoredChange(long Version, ObjectKey Key, JsonObject? Before, JsonObject? After, JsonObject? Last = null);
