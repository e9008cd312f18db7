namespace FlowForge.Manifests.Tests;

/// <summary>A change that an overlay or a component makes.</summary>
public sealed class KustomizePatch
{
    /// <summary>Null: it stands in the kustomization itself.</summary>
    public string? Path { get; set; }

    public KustomizeTarget? Target { get; set; }
}
