namespace FlowForge.Integration.Tests;

/// <summary>The topology, and no service.</summary>
public sealed class DeployedSystem(DevServers servers) : SharedSystem(() => FlowForgeSystem.DeployAsync(servers));
