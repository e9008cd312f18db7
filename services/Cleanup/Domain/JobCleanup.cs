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

    /// <summary>No two machines' clocks are thought to be further apart.</summary>
    private static readonly TimeSpan MostEarly = TimeSpan.FromMinutes(1);

    public Task<JobRecord?> FindAsync(CleanupDue due, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(due);
        return registry.FindAsync(JobId.Parse(due.JobId), cancellationToken);
    }

    /// <summary>What there is to tell of a clean-up that waits for a release. Told once for each hold, however long it lasts. Null: nobody holds the job.</summary>
    public CleanupPerformed? HeldBack(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job is not { Hold: { } hold, Outcome: { } outcome } || JobSchedule.NextCleanup(job) is null) return null;
        logger.LogInformation("The clean-up of job {JobId} attempt {Attempt} waits: {Reason}", job.JobId, job.Attempt, hold);
        return new CleanupPerformed
        {
            Id = DerivedId.From("cleanup-held", job.JobId, job.Attempt, hold.At.ToUnixTimeMilliseconds()),
            JobId = job.JobId.Value,
            Attempt = job.Attempt,
            ResourceType = "job",
            ResourceName = job.JobId.Value,
            At = clock.Now(),
            Success = false,
            Error = $"nothing was removed, the job is held and its clean-up waits for the release: {hold}",
            Reason = $"the job {outcome.ToString().ToLowerInvariant()}",
            InitiatedBy = Actor,
            CorrelationId = job.CorrelationId,
        };
    }

    /// <summary>When a clean-up that waits for a release is looked at again.</summary>
    public DateTimeOffset AfterHold() => clock.Now() + options.Value.HeldDelay;

    /// <summary>
    /// The clean-up that is next, where it is the very one that has come: it came early by this machine's clock, or somebody let go of the
    /// job in this moment. Scheduled at the same time again it would be the same timer that is just being delivered, and go with it.
    /// </summary>
    public static CleanupDue? Repeated(JobRecord job, CleanupDue due)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(due);
        return JobSchedule.NextCleanup(job) is { } next && next.Attempt == due.Attempt && next.DueAt == due.DueAt ? next : null;
    }

    /// <summary>When a clean-up that came early is looked at again: once this clock has come as far as the scheduler's was, which may be ahead.</summary>
    public DateTimeOffset AfterEarly(CleanupDue due)
    {
        ArgumentNullException.ThrowIfNull(due);
        var now = clock.Now();
        var early = due.DueAt - now;
        return (early > TimeSpan.Zero ? due.DueAt + (early < MostEarly ? early : MostEarly) : now) + TimeSpan.FromSeconds(1);
    }

    /// <summary>What is due now; null where nothing is, or the job is held.</summary>
    public async Task<CleanupPlan?> PlanAsync(CleanupDue due, CancellationToken cancellationToken)
    {
        var job = await FindAsync(due, cancellationToken);
        var now = clock.Now();
        var scopes = job?.Attempt == due.Attempt && job.Hold is null && JobSchedule.NextCleanup(job) is { } next
            ? next.Plan.Where(item => item.DueAt <= now).Select(item => item.Scope).ToList()
            : [];
        if (job is not null && scopes.Count > 0)
            return new CleanupPlan(job, scopes, StageEvents.Entered(job, LifecycleStage.Cleanup, now, $"retention of {string.Join(", ", scopes)} has passed", Actor));
        logger.LogInformation("The clean-up of job {JobId} attempt {Attempt} was dropped: nothing of it is due, or the job is held", due.JobId, due.Attempt);
        return null;
    }

    /// <summary>Null where somebody holds the job by now: then nothing was removed, and this was no try.</summary>
    public async Task<CleanupRound?> RunAsync(CleanupPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var job = plan.Job;
        var tries = plan.Scopes.ToDictionary(scope => scope, scope => NumberOfTry(job, scope));
        // Nothing of it is touched until its runtime says, too, that it has ended; and it is not given up before.
        var objection = await ObjectionAsync(job, cancellationToken);
        var mayLive = objection is not null;
        var results = mayLive
            ? plan.Scopes.ToDictionary(scope => scope, scope => Refused(scope, $"not removed, because {objection}"))
            : await RemoveAsync(job, tries, cancellationToken);
        if (results is null) return null;
        logger.LogInformation("Clean-up of job {JobId} attempt {Attempt}: removed {Removed} of {Count} resources; {Reason}", job.JobId, job.Attempt,
            results.Values.Sum(removals => removals.Count(removal => removal.Error is null)), results.Values.Sum(removals => removals.Count), plan.Stage.Reason);
        return new CleanupRound
        {
            JobId = job.JobId,
            Attempt = job.Attempt,
            Performed = [.. results.SelectMany(scope => scope.Value.Select(removal => Performed(job, scope.Key, tries[scope.Key], removal, mayLive)))],
            Progress = results.ToDictionary(scope => scope.Key, scope => ProgressAfter(tries[scope.Key], scope.Value, mayLive)),
        };
    }

    /// <summary>Null where the job is not known any more.</summary>
    public Task<JobRecord?> RecordAsync(CleanupRound round, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(round);
        return registry.RecordCleanupAsync(round.JobId, round.Attempt, round.Progress, cancellationToken);
    }

    private async Task<string?> ObjectionAsync(JobRecord job, CancellationToken cancellationToken)
    {
        try
        {
            var seen = await runtime.ObserveAsync(job.Ref, cancellationToken);
            return seen.Presence == JobPresence.Running ? $"the job is still alive: {seen.Detail}" : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return $"the {runtime.Name} runtime could not be asked whether the job has ended: {e.Message}";
        }
    }

    private async Task<Dictionary<string, IReadOnlyList<Removal>>?> RemoveAsync(JobRecord job, Dictionary<string, int> tries, CancellationToken cancellationToken)
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
        if (intent.Count == 0) return results;
        // The last word before anything goes: asking runtime and stores took its time, and a store that knows no attempts cannot tell whose things these are.
        var standing = await registry.RecordCleanupAsync(job.JobId, job.Attempt, intent, cancellationToken);
        if (standing?.Hold is not null && standing.Attempt == job.Attempt) return null;
        if (Change(job, standing) is { } change)
        {
            foreach (var scope in listed.Keys) results[scope] = Refused(scope, $"not removed, because {change}");
            return results;
        }

        var removed = await Task.WhenAll(listed.Select(async scope => (scope.Key, Removals: await RemoveScopeAsync(job, scope.Key, scope.Value, cancellationToken))));
        foreach (var (scope, removals) in removed) results[scope] = removals;
        return results;
    }

    private static string? Change(JobRecord planned, JobRecord? standing) => standing switch
    {
        null => "the job is not known any more",
        _ when standing.Attempt != planned.Attempt => $"attempt {standing.Attempt} is under way",
        { Profile.Protected: true } => "the job is protected now",
        _ => null,
    };

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

    private CleanupProgress ProgressAfter(int tries, IReadOnlyList<Removal> removals, bool mayLive)
    {
        var now = clock.Now();
        var error = removals.FirstOrDefault(removal => removal.Error is not null)?.Error;
        return new CleanupProgress
        {
            Tries = tries,
            DoneAt = error is null ? now : null,
            NextTryAt = error is null || IsLast(tries, mayLive) ? null : now + options.Value.PauseAfter(tries),
            Error = error,
        };
    }

    /// <summary>A job that is alive is never given up: sooner or later it ends, and then there is something to remove.</summary>
    private bool IsLast(int tries, bool mayLive) => !mayLive && tries >= options.Value.Tries;

    private CleanupPerformed Performed(JobRecord job, string scope, int tries, Removal removal, bool mayLive)
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
            GaveUp = removal.Error is not null && IsLast(tries, mayLive),
            Reason = $"the job {outcome.ToString().ToLowerInvariant()}, kept for {kept}",
            PolicySource = SourceOf(job.Profile.Policy, scope, outcome),
            InitiatedBy = Actor,
            CorrelationId = job.CorrelationId,
        };
    }

    private static string? SourceOf(ResolvedPolicy policy, string scope, JobOutcome outcome) =>
        (scope == CleanupScopes.Runtime ? null : policy.SourceOf($"retention.artifacts.{scope}")) ?? policy.SourceOf($"retention.{outcome.ToString().ToLowerInvariant()}");
}
