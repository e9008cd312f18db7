using FlowForge.Hosting;

namespace FlowForge.Orphans;

/// <summary>Puts back what was asked for, soon after. Beside the scans: nobody should wait for one to end.</summary>
internal sealed class RestoreWork(Restorations restorations) : IRecurringWork
{
    public string Name => "orphan-restores";

    public string Cron => "2/5 * * * * ?";

    public Task ExecuteAsync(CancellationToken cancellationToken) => restorations.RunAsync(cancellationToken);
}
