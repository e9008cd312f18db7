using FlowForge.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.JobManager;

/// <summary>Accepts jobs. What happens to them after that is <see cref="JobDriver"/>'s.</summary>
internal sealed class LocalJobManager(SpecStore specs, JobQueue queue, TimeProvider clock, IServiceProvider services) : IJobManager
{
    private readonly Lock _gate = new();
    private long _counter;

    public async Task<JobId> SubmitAsync(JobRequest request, CancellationToken cancellationToken = default)
    {
        request = RequestRules.Check(request);
        var now = clock.Now();
        var id = request.JobId is null ? JobNames.Make(request.Command[0], now, Interlocked.Increment(ref _counter)) : JobId.Parse(request.JobId);
        // The registry remembers jobs whose files are gone; a second job of that name would be taken for the old one, ended.
        if (services.GetService<IJobRegistry>() is { } registry && await registry.FindAsync(id, cancellationToken) is { IsHeardOf: true }) throw Taken(id);
        var spec = new JobSpec
        {
            JobId = id.Value,
            Command = request.Command,
            Organization = request.Organization,
            JobType = request.JobType,
            Timeout = request.Timeout,
            GracePeriod = request.GracePeriod,
            Retention = request.Retention,
            Protected = request.Protected,
            AttemptLimit = request.AttemptLimit,
            Environment = request.Environment,
            SubmittedAt = now.ToUnixTimeMilliseconds(),
        };
        // One at a time, so that of two submissions of one id the second does not overwrite the secrets of the first.
        lock (_gate)
        {
            if (!specs.TryAdd(id, spec, request.Secrets)) throw Taken(id);
        }
        queue.Look(id);
        return id;
    }

    private static InvalidEventException Taken(JobId id) => new("jobId", $"'{id}' exists already");
}
