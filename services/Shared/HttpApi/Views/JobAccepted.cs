namespace FlowForge.HttpApi;

/// <summary>The answer to a submitted job.</summary>
public sealed record JobAccepted(string JobId);
