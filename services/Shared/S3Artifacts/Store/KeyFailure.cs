namespace FlowForge.S3Artifacts;

/// <summary>A key that could not be removed, and why.</summary>
internal sealed record KeyFailure(string Name, string Error);
