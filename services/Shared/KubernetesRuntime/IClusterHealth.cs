namespace FlowForge.KubernetesRuntime;

/// <summary>Whether the cluster can be seen.</summary>
public interface IClusterHealth
{
    /// <summary>Null, or which objects of which namespace cannot be seen now, and why: the API server is away, or a right is missing.</summary>
    string? Problem { get; }
}
