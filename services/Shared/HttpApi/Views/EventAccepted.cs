namespace FlowForge.HttpApi;

/// <summary>The answer to an accepted event.</summary>
public sealed record EventAccepted(string JobId, int Attempt);
