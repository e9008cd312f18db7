using System.Collections.Concurrent;
using FlowForge.Jobs;
using FlowForge.LocalRuntime;
using Microsoft.Extensions.Logging;

namespace FlowForge.JobManager;

/// <summary>The running jobs, and their heartbeats.</summary>
internal sealed class LiveJobs(LocalLayout layout, JobEvents events, TimeProvider clock, ILogger<LiveJobs> logger)
{
    /// <summary>A job may touch its heartbeat file as often as it likes; the bus hears of it this often.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<JobId, LiveJob> _jobs = new();
    private readonly ConcurrentDictionary<JobId, (long At, bool StateSaved)> _beats = new();

    public IEnumerable<KeyValuePair<JobId, LiveJob>> All => _jobs;

    public void Set(JobId id, LiveJob? job)
    {
        if (job is not null) _jobs[id] = job;
        else if (_jobs.TryRemove(id, out _)) _beats.TryRemove(id, out _);
    }

    /// <summary>One heartbeat, unless <paramref name="spaced"/> and the last one was only just sent and said the same.</summary>
    public async Task BeatAsync(JobId id, bool spaced, CancellationToken cancellationToken)
    {
        if (!_jobs.TryGetValue(id, out var job)) return;
        try
        {
            var saved = StateSaved(id);
            if (spaced && _beats.TryGetValue(id, out var last) && last.StateSaved == saved && clock.GetElapsedTime(last.At) < Spacing) return;
            await events.HeartbeatAsync(id, job.Launch.Attempt, saved, cancellationToken);
            _beats[id] = (clock.GetTimestamp(), saved);
        }
#pragma warning disable CA1031 // One heartbeat that fails, for whatever reason, must not stop those of the other jobs; the next tick sends the next.
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger.LogWarning(e, "Job {JobId}: its heartbeat could not be published: {Reason}", id.Value, e.Message);
        }
    }

    private bool StateSaved(JobId id)
    {
        var expected = JobEnvironment.StateSaved;
        try
        {
            using var file = new FileStream(layout.Heartbeat(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // Only the first bytes: the file is the job's, and may be of any size.
            Span<byte> start = stackalloc byte[expected.Length + 1];
            var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            return read >= expected.Length && System.Text.Encoding.ASCII.GetString(start[..expected.Length]) == expected
                && (read == expected.Length || start[expected.Length] is (byte)'\n' or (byte)'\r' or (byte)' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Removed, or shut by the job itself.
        }
    }
}
