using FlowForge.KubernetesRuntime;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FlowForge.ServiceHost;

/// <summary>Not ready while the cluster cannot be seen: the API server is away, or the role lacks a right. A new version whose role is too small takes nobody's place.</summary>
internal sealed class KubernetesCheck(IClusterHealth cluster) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(cluster.Problem is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy());
}
