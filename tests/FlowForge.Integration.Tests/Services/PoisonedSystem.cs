namespace FlowForge.Integration.Tests;

/// <summary>One of each service that takes messages.</summary>
public sealed class PoisonedSystem(DevServers servers) : SharedSystem(() => FlowForgeSystem.StartAsync(servers, replicas: 1));
