namespace FlowForge.Testing.Kubernetes.Exec;

/// <summary>One command that was executed in a container.</summary>
public sealed record ExecCall(string Namespace, string Pod, string? Container, IReadOnlyList<string> Command);
