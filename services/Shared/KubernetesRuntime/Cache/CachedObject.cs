using k8s.Models;

namespace FlowForge.KubernetesRuntime;

/// <summary>What is kept of any object that belongs to a job.</summary>
internal record CachedObject
{
    public CachedObject(V1ObjectMeta metadata, string jobIdLabel)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        (Name, Uid, ResourceVersion) = (metadata.Name, metadata.Uid, metadata.ResourceVersion);
        JobId = metadata.Labels?.TryGetValue(jobIdLabel, out var id) == true ? id : "";
        Attempt = Marks.AttemptOf(metadata);
        HeldBy = Marks.HeldBy(metadata);
        Deleting = metadata.DeletionTimestamp is not null;
        Finalizers = metadata.Finalizers is { Count: > 0 } finalizers ? string.Join(", ", finalizers) : null;
    }

    public string Name { get; }
    public string Uid { get; }
    public string ResourceVersion { get; }
    public string JobId { get; }

    /// <summary>The attempt that it names. Null: none.</summary>
    public int? Attempt { get; }

    /// <summary>The mark that keeps FlowForge from touching it. Null: none.</summary>
    public string? HeldBy { get; }

    public bool Deleting { get; }
    public string? Finalizers { get; }

    public bool IsOf(int attempt) => Attempt is null || Attempt == attempt;
}
