using System.Text.Json.Serialization;
using FlowForge.Contracts;

namespace FlowForge.Jobs;

/// <summary>
/// What is known of a job. It is the same whatever the order and number of the events that made it; everything that can be
/// computed from it (stage, outcome, pending timers) is computed, never stored.
/// </summary>
public sealed record JobRecord
{
    public required JobId JobId { get; init; }

    /// <summary>The newest attempt heard of; events of older ones change nothing.</summary>
    public required int Attempt { get; init; }

    /// <summary>Counts the moves of the deadline within this attempt; scheduled steps of an older one are dropped.</summary>
    public int Generation { get; init; }

    /// <summary>When the first event about the job came in.</summary>
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>Null while only heartbeats or an end are known: events that came before their job's announcement.</summary>
    public JobProfile? Profile { get; init; }

    public DateTimeOffset? SubmittedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>What was clamped in the start.</summary>
    public string? StartNote { get; init; }

    /// <summary>The deadline.</summary>
    public DateTimeOffset? TimeoutAt { get; init; }

    /// <summary>The next step of the escalation ladder.</summary>
    public int NextStep { get; init; }

    /// <summary>The step that was last set out to be carried out. Equal to <see cref="NextStep"/>: nobody has told yet what came of it.</summary>
    public int? BegunStep { get; init; }

    /// <summary>When the step before <see cref="NextStep"/> was carried out.</summary>
    public DateTimeOffset? LastStepAt { get; init; }

    /// <summary>When FlowForge first set out to stop the job.</summary>
    public DateTimeOffset? TerminationRequestedAt { get; init; }

    public string? TerminationReason { get; init; }

    /// <summary>Who wants it left alone. It outlasts attempts, and stands before the first is announced. Null: nobody.</summary>
    public JobHold? Hold { get; init; }

    /// <summary>The last extension of the deadline that was asked for or given in this attempt; <see cref="PendingExtension"/> is the one that can be approved.</summary>
    public JobExtension? Extension { get; init; }

    public DateTimeOffset? LastHeartbeatAt { get; init; }
    public DateTimeOffset? StateSavedAt { get; init; }

    /// <summary>What the last look at a silent job came to. Null: it was not silent then.</summary>
    public JobSilence? Silence { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The outcome as reported; <see cref="Outcome"/> is the one that counts.</summary>
    public JobOutcome? ReportedOutcome { get; init; }

    public int? ExitCode { get; init; }
    public string? FinishReason { get; init; }

    /// <summary>By scope; a scope without an entry has not been tried.</summary>
    public IReadOnlyDictionary<string, CleanupProgress> Cleanup { get; init; } = new Dictionary<string, CleanupProgress>();

    /// <summary>The job was announced, by JobSubmitted or JobStarted.</summary>
    [JsonIgnore] public bool IsAnnounced => Profile is not null;

    /// <summary>Some event told of it. False: there is no more than a hold, or was.</summary>
    [JsonIgnore] public bool IsHeardOf => IsAnnounced || LastHeartbeatAt is not null || IsFinished;

    [JsonIgnore] public bool IsFinished => FinishedAt is not null;

    /// <summary>Started, and not known to have ended.</summary>
    [JsonIgnore] public bool IsRunning => StartedAt is not null && !IsFinished;

    /// <summary>The extension that waits for a second person. One that was asked for before the deadline moved, or the job ended or was told to, is void.</summary>
    [JsonIgnore]
    public JobExtension? PendingExtension => IsRunning && TerminationRequestedAt is null && Extension is { IsGiven: false } asked && asked.Generation == Generation ? asked : null;

    /// <summary>Everything it left is gone, or given up.</summary>
    [JsonIgnore] public bool IsCleanedUp => IsFinished && CleanupScopes.All.All(s => Cleanup.TryGetValue(s, out var p) && p.IsSettled);

    /// <summary>A job that ended after FlowForge set out to stop it was terminated, whatever exit code it chose.</summary>
    [JsonIgnore]
    public JobOutcome? Outcome => FinishedAt >= TerminationRequestedAt ? JobOutcome.Terminated : ReportedOutcome;

    public LifecycleStage Stage => this switch
    {
        { IsFinished: true, Cleanup.Count: > 0 } => LifecycleStage.Cleanup,
        { IsFinished: true, Outcome: JobOutcome.Succeeded } => LifecycleStage.Completed,
        { IsFinished: true } => LifecycleStage.Failed,
        { TerminationRequestedAt: not null } => LifecycleStage.Terminating,
        { StartedAt: not null } => LifecycleStage.Running,
        _ => LifecycleStage.PreStart,
    };

    [JsonIgnore] public string CorrelationId => Profile?.CorrelationId ?? DerivedId.Correlation(JobId.Value, Attempt);

    /// <summary>The job as the runtime and the artifact store know it.</summary>
    [JsonIgnore] public JobRef Ref => new(JobId, Attempt, Profile?.Organization, Profile?.Namespace);
}
