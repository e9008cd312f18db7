namespace FlowForge.Testing.Kubernetes;

public sealed record FakeClusterOptions
{
    /// <summary>Stamps objects and decides when deadlines and grace periods are over.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ControlPlane ControlPlane { get; init; } = ControlPlane.Current;

    /// <summary>How many changes are kept for watches; a watch from before them is told 410.</summary>
    public int HistoryLimit { get; init; } = 100_000;

    /// <summary>Whether pods get a node and run as soon as they are made; otherwise they stay Pending until <see cref="FakePod.Run"/>.</summary>
    public bool RunPods { get; init; }

    /// <summary>As whom a refusal (403) names the caller.</summary>
    public string User { get; init; } = "system:serviceaccount:flowforge:flowforge";
}
