using FlowForge.Hosting;
using FlowForge.Jobs;

namespace FlowForge.Lifecycle;

/// <summary>Now and then: what should have happened minutes ago and did not is scheduled again.</summary>
internal sealed class OverdueTimerRebuild(TimerRebuild rebuild, TimeProvider clock) : IRecurringWork
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    public string Name => "overdue-timer-rebuild";

    public string Cron => "0 7/15 * * * ?";

    public Task ExecuteAsync(CancellationToken cancellationToken) => rebuild.RunAsync(clock.Now() - Late, cancellationToken);
}
