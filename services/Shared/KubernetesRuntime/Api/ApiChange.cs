using System.Text.Json;

namespace FlowForge.KubernetesRuntime;

/// <summary>One line of a watch.</summary>
/// <param name="Type">ADDED, MODIFIED, DELETED or BOOKMARK.</param>
/// <param name="Object">The object; valid until the next line is asked for.</param>
internal sealed record ApiChange(string Type, JsonElement Object);
