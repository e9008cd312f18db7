namespace FlowForge.HttpApi;

/// <summary>How the server is, and what each check says.</summary>
public sealed record HealthView(string Status, IReadOnlyDictionary<string, string> Checks);
