using FlowForge.Hosting;
using FlowForge.Jobs;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FlowForge.HttpApi;

/// <summary>Makes one small write: a store that can only be read, or is locked, accepts no events.</summary>
internal sealed class StoreHealthCheck(ILeaseStore leases, ReplicaName replica, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await WriteAsync(cancellationToken).WaitAsync(Patience, clock, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (TimeoutException e)
        {
            return HealthCheckResult.Unhealthy($"The store did not take a small write within {Patience.TotalSeconds:0} s.", e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy($"The store refused a small write: {e.Message}", e);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        // A name of its own for each replica, so that they do not wait for each other.
        var (name, now) = ("health-" + replica.Value, clock.Now());
        await leases.TryAcquireAsync(name, replica.Value, now, now + Patience, cancellationToken);
        await leases.ReleaseAsync(name, replica.Value, cancellationToken);
    }
}
