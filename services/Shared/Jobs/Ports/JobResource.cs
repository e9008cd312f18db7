namespace FlowForge.Jobs;

/// <summary>One thing that a job leaves. The name is exact, never a pattern.</summary>
public sealed record JobResource(string Type, string Name, string? Namespace = null);
