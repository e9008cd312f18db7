namespace FlowForge.Hosting;

/// <summary>Tells this process from the other replicas; a restarted one that keeps its name keeps its leases.</summary>
public sealed record ReplicaName(string Value);
