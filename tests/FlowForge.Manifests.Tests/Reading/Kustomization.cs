using k8s;

namespace FlowForge.Manifests.Tests;

/// <summary>A <c>kustomization.yaml</c>, as far as the rules look at it.</summary>
public sealed class Kustomization
{
    public const string FileName = "kustomization.yaml";

    public string? Namespace { get; set; }
    public IList<string> Resources { get; set; } = [];
    public IList<string> Components { get; set; } = [];
    public IList<KustomizePatch> Patches { get; set; } = [];

    /// <summary>Files beside it that it takes up, not folders.</summary>
    public IEnumerable<string> Files => Resources.Where(name => name.EndsWith(".yaml", StringComparison.Ordinal)).Concat(Patches.Select(patch => patch.Path).OfType<string>());

    /// <summary>Folders that it builds on.</summary>
    public IEnumerable<string> Folders => Resources.Where(name => !name.EndsWith(".yaml", StringComparison.Ordinal)).Concat(Components);

    public static Kustomization In(string folder) => KubernetesYaml.Deserialize<Kustomization>(File.ReadAllText(Path.Combine(folder, FileName)));
}
