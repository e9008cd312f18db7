using FlowForge.Hosting;

namespace FlowForge.Orphans;

/// <summary>Carries out what was asked for, soon after; one replica at a time, so that no two scans run at once.</summary>
internal sealed class ScanWork(OrphanScans scans) : IRecurringWork
{
    public string Name => "orphan-scans";

    public string Cron => "0/5 * * * * ?";

    public Task ExecuteAsync(CancellationToken cancellationToken) => scans.RunRequestedAsync(cancellationToken);
}
