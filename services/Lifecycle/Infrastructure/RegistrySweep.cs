using FlowForge.Hosting;
using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Lifecycle;

/// <summary>Forgets jobs that are long cleaned up, and events whose job was never announced. The audit keeps what was done.</summary>
internal sealed class RegistrySweep(IJobRegistry registry, IOptions<LifecycleOptions> options, TimeProvider clock, ILogger<RegistrySweep> logger) : IRecurringWork
{
    public string Name => "registry-sweep";

    public string Cron => "0 23 * * * ?";

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var forgotten = await registry.ForgetAsync(now - options.Value.KeepCleanedUp, now - options.Value.KeepUnannounced, cancellationToken);
        if (forgotten > 0) logger.LogInformation("Forgot {Count} jobs: cleaned up before {Cleaned:O}, or never announced", forgotten, now - options.Value.KeepCleanedUp);
    }
}
