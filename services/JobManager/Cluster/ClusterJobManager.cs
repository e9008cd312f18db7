using System.Collections.Concurrent;
using FlowForge.Jobs;
using FlowForge.KubernetesRuntime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FlowForge.JobManager.Cluster;

/// <summary>The job manager of a plain cluster: starts no jobs, and announces those Jobs that nobody else does. Any number of replicas may run.</summary>
internal sealed class ClusterJobManager(
    IClusterJobs jobs, JobAnnouncer announcer, LostJobs lost, TimeProvider clock, ILogger<ClusterJobManager> logger, IHostApplicationLifetime? lifetime = null) : BackgroundService
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250), TryAgain = TimeSpan.FromSeconds(30), FirstTryAgain = TimeSpan.FromSeconds(2);

    /// <summary>The Jobs that something is still to be done about, by uid. Those that just run are not here.</summary>
    private readonly ConcurrentDictionary<string, (ClusterJob Job, DateTimeOffset Due, TimeSpan Pause)> _waiting = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(stoppingToken);
        await Task.WhenAll(LookForLostAsync(stoppingToken), WatchAsync(stoppingToken));
    }

    /// <summary>Not before the bus and its consumers are: what is published before a queue exists may be dropped.</summary>
    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        if (lifetime is null) return;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = clock.Now();
            foreach (var job in jobs.TakeChanged()) _waiting[job.Uid] = (job, now, FirstTryAgain);
            var due = _waiting.Values.Where(waiting => waiting.Due <= now).ToList();
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
                async (waiting, cancelled) => await AdvanceAsync(waiting.Job, waiting.Pause, cancelled));
        }
    }

    private async Task AdvanceAsync(ClusterJob job, TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            if (await announcer.AdvanceAsync(job, cancellationToken) is { } next) _waiting[job.Uid] = (job, next, FirstTryAgain);
            else _waiting.TryRemove(job.Uid, out _);
        }
#pragma warning disable CA1031 // Whatever keeps one job from being announced must not keep the others; it is tried again.
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger.LogError(e, "Job {Name} in namespace {Namespace} could not be taken further and is tried again: {Reason}", job.Name, job.Namespace, e.Message);
            _waiting[job.Uid] = (job, clock.Now() + pause, pause * 2 < TryAgain ? pause * 2 : TryAgain);
        }
    }

    private async Task LookForLostAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await jobs.FreshAsync(stoppingToken);
                if (!await lost.LookAsync(stoppingToken)) return;
            }
#pragma warning disable CA1031 // The cluster, the broker or the database is away: it is tried until it worked once.
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.LogWarning(e, "Jobs that were deleted while no job manager ran could not be looked for and are again: {Reason}", e.Message);
            }

            await Task.Delay(TryAgain, clock, stoppingToken);
        }
    }
}
