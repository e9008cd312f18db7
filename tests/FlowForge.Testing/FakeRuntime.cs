using System.Collections.Concurrent;
using FlowForge.Jobs;

namespace FlowForge.Testing;

/// <summary>A runtime whose jobs behave as the test says. The real one has tests of its own; this one is for rules that need a failing runtime.</summary>
public sealed class FakeRuntime : IJobRuntime
{
    private readonly ConcurrentDictionary<string, FakeJob> _jobs = new();

    public string Name => "fake";

    public FakeJob Add(string jobId, Action<FakeJob>? configure = null)
    {
        var job = new FakeJob();
        configure?.Invoke(job);
        return _jobs[jobId] = job;
    }

    /// <summary>As if there had never been such a job.</summary>
    public void Remove(string jobId) => _jobs.TryRemove(jobId, out _);

    public async Task<JobObservation> ObserveAsync(JobRef job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (!_jobs.TryGetValue(job.JobId.Value, out var found)) return new JobObservation { Presence = JobPresence.NotFound, Detail = "no such job" };
        if (found.OnObserve is { } meanwhile) await meanwhile();
        if (found.ObserveFails) throw new IOException("the runtime does not answer");
        if (found.OutOfReach) return new JobObservation { Presence = JobPresence.NotFound, OutOfReach = true, Detail = "not looked for there" };
        return found.Alive
            ? new JobObservation { Presence = JobPresence.Running, Alive = 1, Diagnosis = found.Diagnosis, Detail = "1 process" }
            : new JobObservation { Presence = JobPresence.Ended, ExitCode = found.ExitCode, FinishedAt = found.FinishedAt, Detail = "ended" };
    }

    public Task WarnAsync(JobRef job, string message, CancellationToken cancellationToken = default) => ActAsync(job, "warn", _ => false);

    public Task TerminateAsync(JobRef job, TimeSpan grace, CancellationToken cancellationToken = default) => ActAsync(job, "terminate", found => found.ObeysTerminate);

    public Task KillAsync(JobRef job, CancellationToken cancellationToken = default) => ActAsync(job, "kill", found => found.ObeysKill);

    public Task ForceDeleteAsync(JobRef job, CancellationToken cancellationToken = default) => ActAsync(job, "force_delete", found => found.ObeysForceDelete);

    public Task<IReadOnlyList<JobResource>> ListResourcesAsync(JobRef job, CancellationToken cancellationToken = default)
    {
        var found = Find(job);
        if (found.ListFails) throw new IOException("the listing failed");
        return Task.FromResult<IReadOnlyList<JobResource>>([.. found.Resources.Keys]);
    }

    public Task DeleteResourceAsync(JobRef job, JobResource resource, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var found = Find(job);
        found.Acts.Enqueue("delete " + resource.Type);
        if (found.Resources.TryGetValue(resource, out var failures) && failures > 0)
        {
            found.Resources[resource] = failures - 1;
            throw found.Failure($"{resource.Name} is busy");
        }

        found.Resources.TryRemove(resource, out _);
        return Task.CompletedTask;
    }

    private Task ActAsync(JobRef job, string act, Func<FakeJob, bool> ends)
    {
        var found = Find(job);
        found.Acts.Enqueue(act);
        if (found.FailuresLeft > 0)
        {
            found.FailuresLeft--;
            throw found.Failure($"{act} did not work");
        }

        if (ends(found)) found.Alive = false;
        return Task.CompletedTask;
    }

    private FakeJob Find(JobRef job) => _jobs.TryGetValue(job.JobId.Value, out var found) ? found : throw new InvalidOperationException($"the test has no job {job.JobId}");
}
