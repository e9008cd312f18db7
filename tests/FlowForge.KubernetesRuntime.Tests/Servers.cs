namespace FlowForge.KubernetesRuntime.Tests;

/// <summary>For tests that every server has to pass.</summary>
public static class Servers
{
    public const string Variable = "FLOWFORGE_KUBECONFIG";

    public static string? RealKubeconfig => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : null;

    public static TheoryData<ServerKind> All =>
    [
        ServerKind.Current,
        ServerKind.Old,
        new TheoryDataRow<ServerKind>(ServerKind.Real) { Skip = RealKubeconfig is null ? $"{Variable} names no API server" : null },
    ];
}
