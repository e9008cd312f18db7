using System.Text.Json;

namespace FlowForge.KubernetesRuntime;

/// <summary>A part of a listing.</summary>
/// <param name="Items">The objects; valid until the next page is asked for.</param>
/// <param name="ResourceVersion">The state that the whole listing shows, from which it can be watched on.</param>
internal sealed record ApiPage(IReadOnlyList<JsonElement> Items, string ResourceVersion);
