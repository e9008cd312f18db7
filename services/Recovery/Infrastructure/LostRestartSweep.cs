using FlowForge.Hosting;

namespace FlowForge.Recovery;

/// <summary>Now and then: attempts that were asked for and have not come.</summary>
internal sealed class LostRestartSweep(LostRestarts restarts) : IRecurringWork
{
    public string Name => "lost-restart-sweep";

    public string Cron => "0 11/15 * * * ?";

    public Task ExecuteAsync(CancellationToken cancellationToken) => restarts.RunAsync(cancellationToken);
}
