using FlowForge.Testing.Kubernetes.Api;

namespace FlowForge.Testing.Kubernetes.Storage;

/// <summary>Where an object lies. The namespace is empty for what has none.</summary>
internal sealed record ObjectKey(ResourceKind Kind, string Namespace, string Name) : IComparable<ObjectKey>
{
    /// <summary>Lists come in this order.</summary>
    public string Path => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";

    public int CompareTo(ObjectKey? other) => other is null ? 1 : string.CompareOrdinal(Path, other.Path);
}
