namespace FlowForge.Manifests.Tests;

/// <summary>What a patch changes.</summary>
public sealed class KustomizeTarget
{
    public string? Kind { get; set; }

    /// <summary>A regular expression.</summary>
    public string? Name { get; set; }
}
