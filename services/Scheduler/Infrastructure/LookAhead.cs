using FlowForge.Hosting;
using FlowForge.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Scheduler;

/// <summary>
/// Leases what falls due within the look-ahead window and arms it. It wakes at half the window, or at once when something
/// nearer was stored; so the cost follows what is due, not what is pending.
/// </summary>
public sealed class LookAhead(
    ITimerLedger ledger, TimerArmer armer, ReplicaName replica, IOptions<SchedulerOptions> options, TimeProvider clock, ILogger<LookAhead> logger) : BackgroundService
{
    /// <summary>How long after its due time an armed timer stays ours.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _nearer = new(0, 1);
    private readonly TimeSpan _window = options.Value.LookAhead;

    /// <summary>Tells that entries came in; wakes the look-ahead if one of them is near.</summary>
    public void Stored(IEnumerable<TimerEntry> entries)
    {
        var horizon = clock.Now() + _window;
        if (entries.Any(entry => entry.DueAt <= horizon)) Wake();
    }

    public override void Dispose()
    {
        _nearer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What a crashed run of this replica held is ours again at once.
        await RetryAsync(() => ledger.ReleaseAsync(replica.Value, cancellationToken: stoppingToken), stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await RetryAsync(() => ArmWhatIsNearAsync(stoppingToken), stoppingToken);
            await PauseAsync(stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Where the host could not start, this has not begun either, and holds nothing.
        if (ExecuteTask is null) return;
        try
        {
            await ledger.ReleaseAsync(replica.Value, cancellationToken: cancellationToken);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "The timers that this replica holds could not be given back; the others take them over, or its next start does: {Reason}", e.Message);
        }
    }

    private async Task ArmWhatIsNearAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<TimerEntry> leased;
        do
        {
            var now = clock.Now();
            leased = await ledger.LeaseAsync(replica.Value, now, now + _window, now + _window + Margin, options.Value.BatchSize, cancellationToken);
            await armer.ArmAsync(leased, cancellationToken);
        }
        while (leased.Count == options.Value.BatchSize);
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_nearer.WaitAsync(pause.Token), Task.Delay(_window / 2, clock, pause.Token));
        await pause.CancelAsync();
    }

    private async Task RetryAsync(Func<Task> step, CancellationToken cancellationToken)
    {
        for (var failures = 0; !cancellationToken.IsCancellationRequested; failures++)
        {
            try
            {
                await step();
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                var pause = TimeSpan.FromMilliseconds(Math.Min(100 << Math.Min(failures, 8), 10_000));
                logger.LogError(e, "The timer ledger did not answer, the next try is in {Pause}: {Reason}", Durations.Format(pause), e.Message);
                await Task.Delay(pause, clock, cancellationToken);
            }
        }
    }

    /// <summary>Looks at once.</summary>
    internal void Wake()
    {
        try
        {
            _nearer.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
    }
}
