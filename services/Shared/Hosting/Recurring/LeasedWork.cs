using FlowForge.Jobs;
using Microsoft.Extensions.Logging;

namespace FlowForge.Hosting;

/// <summary>Does a piece of work under a lease of its own, for as long as it takes.</summary>
internal sealed class LeasedWork(ILeaseStore leases, ReplicaName replica, TimeProvider clock, ILogger<LeasedWork> logger)
{
    /// <summary>A replica that dies in the middle blocks the next round for so long at most.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    public async Task RunAsync(IRecurringWork work, CancellationToken cancellationToken)
    {
        if (!await TryAcquireAsync(work, cancellationToken)) return;
        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(work, held, done.Token);
        try
        {
            await work.ExecuteAsync(held.Token);
        }
        catch (OperationCanceledException) when (held.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning("{Work} was broken off, because its lease was lost; whoever has it now, or its next time, takes it up", work.Name);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "{Work} failed and will be tried at its next time: {Reason}", work.Name, e.Message);
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
            await leases.ReleaseAsync(work.Name, replica.Value, CancellationToken.None);
        }
    }

    /// <summary>Long work keeps its lease; where it cannot, it is broken off before another replica may begin.</summary>
    private async Task RenewAsync(IRecurringWork work, CancellationTokenSource held, CancellationToken done)
    {
        var until = clock.Now() + Lease;
        try
        {
            while (true)
            {
                await Task.Delay(Lease / 10, clock, done);
                try
                {
                    if (!await TryAcquireAsync(work, done)) break;
                    until = clock.Now() + Lease;
                }
                catch (Exception e) when (e is not OperationCanceledException || !done.IsCancellationRequested)
                {
                    // While the store is away nobody else can take it; but one that comes back may hand it over as soon as it has run out.
                    if (clock.Now() >= until - Lease / 5) break;
                    logger.LogDebug(e, "The lease of {Work} could not be renewed: {Reason}", work.Name, e.Message);
                }
            }

            await held.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The work is done.
        }
    }

    private Task<bool> TryAcquireAsync(IRecurringWork work, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        return leases.TryAcquireAsync(work.Name, replica.Value, now, now + Lease, cancellationToken);
    }
}
