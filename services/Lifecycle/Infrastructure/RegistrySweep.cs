using FlowForge.Hosting;
using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Lifecycle;

/// <summary>
/// Forgets jobs that are long cleaned up, events whose job was never announced, and hook runs and dead letters as old as the former.
/// The audit keeps what was done. With a broker there is no journal: its error queues keep the dead letters.
/// </summary>
internal sealed class RegistrySweep(IJobRegistry registry, IHookRunStore hookRuns, IEnumerable<IMessageJournal> journals, IOptions<LifecycleOptions> options, TimeProvider clock, ILogger<RegistrySweep> logger) : IRecurringWork
{
    public string Name => "registry-sweep";

    public string Cron => "0 23 * * * ?";

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var cleaned = now - options.Value.KeepCleanedUp;
        var forgotten = await registry.ForgetAsync(cleaned, now - options.Value.KeepUnannounced, cancellationToken);
        if (forgotten > 0) logger.LogInformation("Forgot {Count} jobs: cleaned up before {Cleaned:O}, or never announced", forgotten, cleaned);

        var runs = await hookRuns.ForgetAsync(cleaned, cancellationToken);
        var deadLetters = 0;
        foreach (var journal in journals) deadLetters += await journal.ForgetDeadLettersAsync(cleaned, cancellationToken);
        if (runs + deadLetters > 0) logger.LogInformation("Forgot {HookRuns} hook runs and {DeadLetters} dead letters of before {Cleaned:O}", runs, deadLetters, cleaned);
    }
}
