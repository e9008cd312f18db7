using FlowForge.Hosting;

namespace FlowForge.Recovery;

/// <summary>Looks for silent jobs, four times a minute.</summary>
internal sealed class SilentJobSweep(RecoverySweep sweep) : IRecurringWork
{
    public string Name => "silent-job-sweep";

    public string Cron => "0/15 * * * * ?";

    public Task ExecuteAsync(CancellationToken cancellationToken) => sweep.RunAsync(cancellationToken);
}
