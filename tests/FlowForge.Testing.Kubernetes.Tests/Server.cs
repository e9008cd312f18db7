namespace FlowForge.Testing.Kubernetes.Tests;

/// <summary>Against what a test runs. Where the two disagree, the fake is wrong.</summary>
public enum Server
{
    Fake,

    /// <summary>The one that the kubeconfig named by FLOWFORGE_KUBECONFIG leads to; without it these runs are skipped.</summary>
    Real,
}
