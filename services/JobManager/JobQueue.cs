using FlowForge.Jobs;
using Microsoft.Extensions.Logging;

namespace FlowForge.JobManager;

/// <summary>Looks at jobs when something may have happened to them: many at a time, each by one at a time, and none forgotten.</summary>
internal sealed class JobQueue(JobDriver driver, LiveJobs live, ILogger<JobQueue> logger) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<JobId, bool> _wanted = [];
    private readonly HashSet<JobId> _running = [];
    private readonly HashSet<JobId> _failed = [];
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource? _idle;

    public void Dispose() => _stopping.Dispose();

    public void Look(JobId id, bool atStart = false)
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested) return;
            _wanted[id] = atStart || (_wanted.TryGetValue(id, out var first) && first);
            if (_running.Add(id)) _ = Task.Run(() => RunAsync(id));
        }
    }

    /// <summary>Once more at all that failed.</summary>
    public void LookAtFailed()
    {
        JobId[] failed;
        lock (_gate)
        {
            failed = [.. _failed];
            _failed.Clear();
        }
        foreach (var id in failed) Look(id, atStart: true);
    }

    /// <summary>Stops looking; the jobs run on. False where a look does not let go in time: then this process still holds on to its job.</summary>
    public async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        Task idle;
        lock (_gate)
        {
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_running.Count == 0) _idle.SetResult();
            idle = _idle.Task;
        }
        await _stopping.CancelAsync();
        // Not every wait for the broker heeds that it is given up.
        await idle.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return idle.IsCompleted;
    }

    private async Task RunAsync(JobId id)
    {
        while (Next(id) is { } atStart)
        {
            try
            {
                live.Set(id, await driver.AdvanceAsync(id, atStart, _stopping.Token));
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                // The next server takes it up from its files.
            }
#pragma warning disable CA1031 // Whatever keeps one job from going on must not keep the others; it is looked at again with the next tick.
            catch (Exception e)
#pragma warning restore CA1031
            {
                logger.LogError(e, "Job {JobId} could not be taken further and is tried again: {Reason}", id.Value, e.Message);
                lock (_gate) _failed.Add(id);
            }
        }
    }

    private bool? Next(JobId id)
    {
        lock (_gate)
        {
            if (!_stopping.IsCancellationRequested && _wanted.Remove(id, out var atStart)) return atStart;
            _running.Remove(id);
            if (_running.Count == 0) _idle?.TrySetResult();
            return null;
        }
    }
}
