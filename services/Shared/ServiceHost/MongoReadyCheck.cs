using FlowForge.Storage.Mongo;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FlowForge.ServiceHost;

/// <summary>Not ready before the indexes are made: until then every look-up in a full database would read all of it.</summary>
internal sealed class MongoReadyCheck(MongoReadiness readiness) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(readiness.Missing is { } missing ? HealthCheckResult.Unhealthy(missing) : HealthCheckResult.Healthy());
}
