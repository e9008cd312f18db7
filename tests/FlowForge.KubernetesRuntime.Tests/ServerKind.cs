namespace FlowForge.KubernetesRuntime.Tests;

/// <summary>What a test runs against.</summary>
public enum ServerKind
{
    /// <summary>The fake, as current servers behave.</summary>
    Current,

    /// <summary>The fake, as servers of 2020 behave.</summary>
    Old,

    /// <summary>The API server and controller manager that FLOWFORGE_KUBECONFIG names; no node is needed, the test stands in for it.</summary>
    Real,
}
