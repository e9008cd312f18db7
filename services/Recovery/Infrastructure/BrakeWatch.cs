using FlowForge.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FlowForge.Recovery;

/// <summary>Keeps the measure of the brake true in every replica: only one of them sweeps, and not always the same.</summary>
internal sealed class BrakeWatch(IJobRegistry registry, Brake brake, TimeProvider clock, ILogger<BrakeWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                brake.Look(await registry.CountSilentAsync(stoppingToken));
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                logger.LogDebug(e, "The silent jobs could not be counted: {Reason}", e.Message);
            }

            await Task.Delay(Every, clock, stoppingToken);
        }
    }
}
