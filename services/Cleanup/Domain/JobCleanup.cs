using FlowForge.Contracts;
using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Cleanup;

/// <summary>Removes what is due of what a job left, and says what came of each resource.</summary>
public sealed class JobCleanup(
    IJobRegistry registry, IJobRuntime runtime, ScopeCleaner cleaner, IOptions<CleanupOptions> options, TimeProvider clock, ILogger<JobCleanup> logger)
{
    public const string Actor = "flowforge/cleanup";

    public async Task<CleanupRound> RunAsync(CleanupDue due, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(due);
        var round = new CleanupRound { JobId = JobId.Parse(due.JobId), Attempt = due.Attempt };
        var job = await registry.FindAsync(round.JobId, cancellationToken);
        var now = clock.Now();
        var scopes = job?.Attempt == due.Attempt && JobSchedule.NextCleanup(job) is { } next
            ? next.Plan.Where(item => item.DueAt <= now).Select(item => item.Scope).ToList()
            : [];
        if (job is null || scopes.Count == 0)
        {
            logger.LogInformation("The clean-up of job {JobId} attempt {Attempt} was dropped: nothing of it is due", due.JobId, due.Attempt);
            return round;
        }

        var stage = StageEvents.Entered(job, LifecycleStage.Cleanup, now, $"retention of {string.Join(", ", scopes)} has passed", Actor);
        var tries = scopes.ToDictionary(scope => scope, scope => NumberOfTry(job, scope));
        var seen = await runtime.ObserveAsync(job.Ref, cancellationToken);
        var results = seen.Presence == JobPresence.Running
            // Reported as ended, and yet alive: nothing of it is touched until its runtime agrees.
            ? scopes.ToDictionary(scope => scope, scope => Refused(scope, $"not removed, because the job is still alive: {seen.Detail}"))
            : await RemoveAsync(job, tries, cancellationToken);
        logger.LogInformation("Clean-up of job {JobId} attempt {Attempt}: removed {Removed} of {Count} resources; {Reason}", due.JobId, due.Attempt,
            results.Values.Sum(removals => removals.Count(removal => removal.Error is null)), results.Values.Sum(removals => removals.Count), stage.Reason);
        return round with
        {
            Stages = [stage],
            Performed = [.. results.SelectMany(scope => scope.Value.Select(removal => Performed(job, scope.Key, tries[scope.Key], removal)))],
            Progress = results.ToDictionary(scope => scope.Key, scope => ProgressAfter(tries[scope.Key], scope.Value)),
        };
    }

    /// <summary>Null where the job is not known any more.</summary>
    public Task<JobRecord?> RecordAsync(CleanupRound round, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(round);
        return round.Progress.Count == 0
            ? registry.FindAsync(round.JobId, cancellationToken)
            : registry.RecordCleanupAsync(round.JobId, round.Attempt, round.Progress, cancellationToken);
    }

    private async Task<Dictionary<string, IReadOnlyList<Removal>>> RemoveAsync(JobRecord job, Dictionary<string, int> tries, CancellationToken cancellationToken)
    {
        var listed = new Dictionary<string, IReadOnlyList<JobResource>>();
        var results = new Dictionary<string, IReadOnlyList<Removal>>();
        foreach (var scope in tries.Keys)
        {
            try
            {
                // What a try that a crash cut short had set out to remove is told too, even if it is gone by now.
                var before = job.Cleanup.GetValueOrDefault(scope)?.UnderWay ?? [];
                listed[scope] = [.. (await cleaner.ListAsync(job.Ref, scope, cancellationToken)).Union(before)];
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                results[scope] = Refused(scope, $"what is there could not be listed: {e.Message}");
            }
        }

        var intent = listed.ToDictionary(scope => scope.Key, scope => new CleanupProgress { Tries = tries[scope.Key], NextTryAt = clock.Now(), UnderWay = scope.Value });
        if (intent.Count > 0) await registry.RecordCleanupAsync(job.JobId, job.Attempt, intent, cancellationToken);
        var removed = await Task.WhenAll(listed.Select(async scope => (scope.Key, Removals: await RemoveScopeAsync(job, scope.Key, scope.Value, cancellationToken))));
        foreach (var (scope, removals) in removed) results[scope] = removals;
        return results;
    }

    private async Task<IReadOnlyList<Removal>> RemoveScopeAsync(JobRecord job, string scope, IReadOnlyList<JobResource> resources, CancellationToken cancellationToken)
    {
        try
        {
            return resources.Count == 0 ? [] : await cleaner.RemoveAsync(job.Ref, scope, resources, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return [.. resources.Select(resource => new Removal(resource, e.Message))];
        }
    }

    private static IReadOnlyList<Removal> Refused(string scope, string error) => [new Removal(new JobResource(scope, scope), error)];

    private static int NumberOfTry(JobRecord job, string scope) =>
        job.Cleanup.GetValueOrDefault(scope) is { } before ? before.Tries + (before.UnderWay is null ? 1 : 0) : 1;

    private CleanupProgress ProgressAfter(int tries, IReadOnlyList<Removal> removals)
    {
        var now = clock.Now();
        var error = removals.FirstOrDefault(removal => removal.Error is not null)?.Error;
        return new CleanupProgress
        {
            Tries = tries,
            DoneAt = error is null ? now : null,
            NextTryAt = error is null || IsLast(tries) ? null : now + options.Value.PauseAfter(tries),
            Error = error,
        };
    }

    private bool IsLast(int tries) => tries >= options.Value.Tries;

    private CleanupPerformed Performed(JobRecord job, string scope, int tries, Removal removal)
    {
        var outcome = job.Outcome!.Value;
        var kept = Durations.Format(job.Profile!.Policy.RetentionOf(scope, outcome));
        if (removal.Error is { } error)
            logger.LogWarning("{Type} {Name} of job {JobId} could not be removed (try {Try}): {Reason}", removal.Resource.Type, removal.Resource.Name, job.JobId, tries, error);
        return new CleanupPerformed
        {
            Id = DerivedId.From("cleanup", job.JobId, job.Attempt, removal.Resource.Type, removal.Resource.Namespace, removal.Resource.Name, tries),
            JobId = job.JobId.Value,
            Attempt = job.Attempt,
            ResourceType = removal.Resource.Type,
            ResourceName = removal.Resource.Name,
            Namespace = removal.Resource.Namespace,
            At = clock.Now(),
            Success = removal.Error is null,
            Error = removal.Error,
            Try = tries,
            GaveUp = removal.Error is not null && IsLast(tries),
            Reason = $"the job {outcome.ToString().ToLowerInvariant()}, kept for {kept}",
            PolicySource = SourceOf(job.Profile.Policy, scope, outcome),
            InitiatedBy = Actor,
            CorrelationId = job.CorrelationId,
        };
    }

    private static string? SourceOf(ResolvedPolicy policy, string scope, JobOutcome outcome) =>
        (scope == CleanupScopes.Runtime ? null : policy.SourceOf($"retention.artifacts.{scope}")) ?? policy.SourceOf($"retention.{outcome.ToString().ToLowerInvariant()}");
}
