using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FlowForge.RabbitMq;

/// <summary>For a service without consumers: its bus connects when it publishes, and so does not know before that the broker is away.</summary>
internal sealed class BrokerCheck(BrokerProbe probe) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => await probe.AskAsync(cancellationToken).ConfigureAwait(false) switch
    {
        BrokerAnswer.Welcome => HealthCheckResult.Healthy(),
        BrokerAnswer.Refused => HealthCheckResult.Unhealthy("The broker refuses this service's user."),
        _ => HealthCheckResult.Unhealthy("The broker cannot be reached."),
    };
}
