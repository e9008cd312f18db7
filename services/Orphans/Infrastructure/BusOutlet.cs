using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;

namespace FlowForge.Orphans;

/// <summary>Tells by the bus, and measures by the meter.</summary>
internal sealed class BusOutlet(IBus bus, FlowForgeMeter meter) : IOrphanOutlet
{
    public Task TellAsync<T>(T message, CancellationToken cancellationToken) where T : class => bus.Publish(message, cancellationToken);

    public void Measure(OrphanScanResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        meter.OrphansScanned(result.Kind, result.Stopped is not null, result.Ready);
    }

    public void Count(string kind, bool success) => meter.OrphanRemoved(kind, success);
}
