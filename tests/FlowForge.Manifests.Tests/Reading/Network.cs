namespace FlowForge.Manifests.Tests;

/// <summary>What policies select by.</summary>
internal static class Network
{
    /// <summary>The label of pods that may reach the API server.</summary>
    public const string UsesKubernetesApi = "flowforge.io/uses-kubernetes-api";
}
