using k8s;
using k8s.Models;

namespace FlowForge.Manifests.Tests;

/// <summary>All of infra/kubernetes/flowforge.</summary>
internal static class Manifests
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "infra", "kubernetes", "flowforge");

    /// <summary>Folders with a kustomization, relative to <see cref="Folder"/>.</summary>
    public static IReadOnlyList<string> Kustomizations { get; } =
        [.. Directory.EnumerateFiles(Folder, Kustomization.FileName, SearchOption.AllDirectories).Select(file => Relative(Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal)];

    /// <summary>Every file that is an object, and those that change one.</summary>
    public static IReadOnlyList<Manifest> Files { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories).Select(Relative).Where(file => Path.GetFileName(file) != Kustomization.FileName).Order(StringComparer.Ordinal).Select(file => new Manifest(file))];

    public static IReadOnlyList<Manifest> All { get; } = [.. Files.Where(manifest => !manifest.IsPatch)];

    public static IReadOnlyList<Workload> Workloads { get; } = [.. All.Where(manifest => !manifest.IsForeign).Select(Workload.Of).OfType<Workload>()];

    /// <summary>The services that are deployed: each is a folder of base/ with a Deployment.</summary>
    public static IReadOnlyList<string> Services { get; } = [.. Workloads.Where(workload => workload.Manifest.File.StartsWith("base/", StringComparison.Ordinal)).Select(workload => workload.Manifest.Name)];

    public static IEnumerable<T> Of<T>() where T : IKubernetesObject<V1ObjectMeta> => All.Where(manifest => !manifest.IsForeign).Select(manifest => manifest.Object).OfType<T>();

    /// <summary>The same, read anew, for whoever changes them.</summary>
    public static IEnumerable<T> Copies<T>(string kind) where T : IKubernetesObject<V1ObjectMeta> => All.Where(manifest => manifest.Kind == kind).Select(manifest => (T)new Manifest(manifest.File).Object);

    /// <summary>The one of its kind and name.</summary>
    public static T The<T>(string name) where T : IKubernetesObject<V1ObjectMeta> => Of<T>().Single(found => found.Metadata.Name == name);

    /// <summary>The namespace that the kustomizations above a file give.</summary>
    public static string? NamespaceOf(string file)
    {
        for (var folder = Path.GetDirectoryName(file)!; folder.Length > 0; folder = Path.GetDirectoryName(folder)!)
            if (File.Exists(Path.Combine(Folder, folder, Kustomization.FileName)) && Kustomization.In(Path.Combine(Folder, folder)).Namespace is { } name) return name;
        return null;
    }

    private static string Relative(string path) => Path.GetRelativePath(Folder, path).Replace('\\', '/');
}
