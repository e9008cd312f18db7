using FlowForge.Hosting;
using Microsoft.Extensions.Options;

namespace FlowForge.Orphans;

/// <summary>Asks for a scan when its time has come.</summary>
internal sealed class ScanByClock(OrphanScans scans, IOptions<OrphansOptions> options) : IRecurringWork
{
    public string Name => "orphan-scan-by-clock";

    public string Cron => options.Value.Cron;

    public Task ExecuteAsync(CancellationToken cancellationToken) => scans.RequestAsync(cancellationToken);
}
