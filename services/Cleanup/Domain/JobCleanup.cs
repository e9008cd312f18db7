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
        var tries = plan.Scopes.ToDictionary(scope => scope, scope => ScopeTry.Of(job, scope));
        // Nothing of it is touched until its runtime says, too, that it has ended; and it is not given up before.
        var objection = await ObjectionAsync(job, cancellationToken);
        var mayLive = objection is not null;
        var results = mayLive
            ? tries.ToDictionary(scope => scope.Key, scope => scope.Value.Refused(scope.Key, $"not removed, because {objection}"))
            : await RemoveAsync(job, tries, cancellationToken);
        if (results is null) return null;
        logger.LogInformation("Clean-up of job {JobId} attempt {Attempt}: removed {Removed} of {Count} resources; {Reason}", job.JobId, job.Attempt,
            results.Values.Sum(result => result.Removals.Count(removal => removal.Error is null)), results.Values.Sum(result => result.Removals.Count), plan.Stage.Reason);
        return new CleanupRound
        {
            JobId = job.JobId,
            Attempt = job.Attempt,
            Performed = [.. results.SelectMany(scope => scope.Value.Removals.Select(removal => Performed(job, scope.Key, tries[scope.Key].Number, removal, mayLive)))],
            Progress = results.ToDictionary(scope => scope.Key, scope => ProgressAfter(tries[scope.Key].Number, scope.Value, mayLive)),
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
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return $"the {runtime.Name} runtime could not be asked whether the job has ended: {e.Message}";
        }
    }

    private async Task<Dictionary<string, ScopeResult>?> RemoveAsync(JobRecord job, Dictionary<string, ScopeTry> tries, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, IReadOnlyList<JobResource>>();
        var results = new Dictionary<string, ScopeResult>();
        foreach (var (scope, its) in tries)
        {
            try
            {
                found[scope] = await cleaner.ListAsync(job.Ref, scope, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                results[scope] = its.Refused(scope, $"what is there could not be listed: {e.Message}");
            }
        }

        var setOut = found.ToDictionary(scope => scope.Key, scope => tries[scope.Key].SetOut(scope.Value));
        var intent = setOut.ToDictionary(scope => scope.Key, scope => new CleanupProgress { Tries = tries[scope.Key].Number, NextTryAt = clock.Now(), Removal = scope.Value });
        if (intent.Count == 0) return results;
        // The last word before anything goes: asking runtime and stores took its time, and a store that knows no attempts cannot tell whose things these are.
        var standing = await registry.RecordCleanupAsync(job.JobId, job.Attempt, intent, cancellationToken);
        if (standing?.Hold is not null && standing.Attempt == job.Attempt) return null;
        if (Change(job, standing) is { } change)
        {
            foreach (var scope in setOut.Keys) results[scope] = tries[scope].Refused(scope, $"not removed, because {change}");
            return results;
        }

        var removed = await Task.WhenAll(setOut.Select(async scope => (scope.Key, Removals: await RemoveScopeAsync(job, scope.Key, scope.Value.Resources, cancellationToken))));
        foreach (var (scope, removals) in removed) results[scope] = tries[scope].Made(found[scope], removals);
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
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return [.. resources.Select(resource => new Removal(resource, e.Message))];
        }
    }

    private CleanupProgress ProgressAfter(int tries, ScopeResult result, bool mayLive)
    {
        var now = clock.Now();
        var error = result.Removals.FirstOrDefault(removal => removal.Error is not null)?.Error;
        return new CleanupProgress
        {
            Tries = tries,
            DoneAt = error is null ? now : null,
            NextTryAt = error is null || IsLast(tries, mayLive) ? null : now + options.Value.PauseAfter(tries),
            Error = error,
            Removal = result.Left,
        };
    }

    /// <summary>A job that is alive is never given up: sooner or later it ends, and then there is something to remove.</summary>
    private bool IsLast(int tries, bool mayLive) => !mayLive && tries >= options.Value.Tries;

    private CleanupPerformed Performed(JobRecord job, string scope, int tries, Removal removal, bool mayLive)
    {
        var outcome = job.Outcome!.Value;
        var kept = Durations.Format(job.Profile!.Policy.RetentionOf(scope, outcome));
        var made = removal.EarlierTry ?? tries;
        if (removal.Error is { } error)
            logger.LogWarning("{Type} {Name} of job {JobId} could not be removed (try {Try}): {Reason}", removal.Resource.Type, removal.Resource.Name, job.JobId, tries, error);
        return new CleanupPerformed
        {
            // A try that is made again may come out otherwise: what it told before must not hide that.
            Id = DerivedId.From("cleanup", job.JobId, job.Attempt, removal.Resource.Type, removal.Resource.Namespace, removal.Resource.Name, made, removal.Error is null),
            JobId = job.JobId.Value,
            Attempt = job.Attempt,
            ResourceType = removal.Resource.Type,
            ResourceName = removal.Resource.Name,
            Namespace = removal.Resource.Namespace,
            At = clock.Now(),
            Success = removal.Error is null,
            Error = removal.Error,
            Try = made,
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
