using k8s;
using k8s.Models;

namespace FlowForge.Manifests.Tests;

/// <summary>One file below infra/kubernetes/flowforge, which is one object.</summary>
internal sealed class Manifest
{
    /// <summary>Kinds that others bring; all the rest is the API server's own.</summary>
    private static readonly string[] ForeignGroups = ["keda.sh/", "monitoring.coreos.com/"];

    private readonly Lazy<IKubernetesObject<V1ObjectMeta>> _object;

    public Manifest(string file)
    {
        (File, Text) = (file, System.IO.File.ReadAllText(Path.Combine(Manifests.Folder, file)));
        var head = KubernetesYaml.Deserialize<ManifestHead>(Text);
        (ApiVersion, Kind, Name) = (head.ApiVersion, head.Kind, head.Metadata.Name ?? throw new InvalidDataException($"{file} is no object: it has no name"));
        IsForeign = IsOfOthers(ApiVersion);
        IsPatch = Kustomization.In(Path.GetDirectoryName(Path.Combine(Manifests.Folder, file))!).Patches.Any(patch => patch.Path == Path.GetFileName(file));
        Namespace = head.Metadata.NamespaceProperty ?? Manifests.NamespaceOf(file);
        _object = new(Read);
    }

    /// <summary>Relative to the folder of the manifests.</summary>
    public string File { get; }
    public string Text { get; }
    public string ApiVersion { get; }
    public string Kind { get; }
    public string Name { get; }
    public bool IsForeign { get; }

    /// <summary>Whether it is no whole object but changes one.</summary>
    public bool IsPatch { get; }

    /// <summary>Its own, or the one that the next kustomization above it gives. Null where an including folder says it.</summary>
    public string? Namespace { get; }

    /// <summary>Read by the client's model of its kind; a field that the model does not have, or that is there twice, is an error.</summary>
    public IKubernetesObject<V1ObjectMeta> Object => _object.Value;

    /// <summary>Whether a kind comes with another project.</summary>
    public static bool IsOfOthers(string apiVersion) => ForeignGroups.Any(group => apiVersion.StartsWith(group, StringComparison.Ordinal));

    private IKubernetesObject<V1ObjectMeta> Read()
    {
        try
        {
            return (IKubernetesObject<V1ObjectMeta>)KubernetesYaml.LoadAllFromString(Text, strict: true).Single();
        }
        catch (Exception e)
        {
            throw new InvalidDataException($"{File} is no {ApiVersion} {Kind}: {e.Message}", e);
        }
    }
}
