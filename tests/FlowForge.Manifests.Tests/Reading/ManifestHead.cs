using k8s;
using k8s.Models;

namespace FlowForge.Manifests.Tests;

/// <summary>What every object has.</summary>
public sealed class ManifestHead : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
}
