using k8s.Models;

namespace FlowForge.KubernetesRuntime;

/// <summary>What is kept of a Job.</summary>
internal sealed record CachedJob : CachedObject
{
    private static readonly string[] Terminal = ["Failed", "Complete", "FailureTarget", "SuccessCriteriaMet"];

    public CachedJob(V1Job job, string jobIdLabel, DateTimeOffset seenAt = default, byte[]? manifest = null) : base(job.Metadata, jobIdLabel)
    {
        (State, var condition) = StateOf(job);
        Reason = condition is null ? null : string.Join(": ", ((string?[])[condition.Reason, condition.Message]).Where(text => !string.IsNullOrEmpty(text)));
        FinishedAt = State is JobState.Complete or JobState.Failed ? Time(job.Status?.CompletionTime ?? condition?.LastTransitionTime) : null;
        StartedAt = Time(job.Status?.StartTime);
        CreatedAt = Time(job.Metadata.CreationTimestamp) ?? seenAt;
        (SeenAt, Manifest) = (seenAt, manifest);
        (Organization, JobType) = (Label(job, Marks.Organization), Label(job, Marks.JobType));
        (Active, Succeeded, Failed) = (job.Status?.Active ?? 0, job.Status?.Succeeded ?? 0, job.Status?.Failed ?? 0);
        Suspended = job.Spec?.Suspend == true;
        LabelsItsPods = job.Spec?.Template?.Metadata?.Labels?.TryGetValue(jobIdLabel, out var id) == true && id == JobId;
        Annotations = job.Metadata.Annotations?.Where(pair => pair.Key.StartsWith(Marks.Prefix, StringComparison.Ordinal) && pair.Key is not (Marks.LastWarning or Marks.Before))
            .ToDictionary(pair => pair.Key, pair => pair.Value) is { Count: > 0 } own ? own : null;
    }

    public JobState State { get; }

    /// <summary>Why it ended or is ending.</summary>
    public string? Reason { get; }

    public DateTimeOffset? StartedAt { get; }
    public DateTimeOffset CreatedAt { get; }

    /// <summary>When the watch told of this state of it.</summary>
    public DateTimeOffset SeenAt { get; }

    /// <summary>As <see cref="JobManifest"/> packs it. Null where nobody makes Jobs again.</summary>
    public byte[]? Manifest { get; }

    public string? Organization { get; }
    public string? JobType { get; }
    public DateTimeOffset? FinishedAt { get; }
    public int Active { get; }
    public int Succeeded { get; }
    public int Failed { get; }
    public bool Suspended { get; }

    /// <summary>Its pods carry the job id, so they are seen by the watch.</summary>
    public bool LabelsItsPods { get; }

    /// <summary>Those of FlowForge only. Null: none.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; }

    public bool IsOver => State is JobState.Complete or JobState.Failed;

    public static (JobState State, V1JobCondition? Condition) StateOf(V1Job job)
    {
        var condition = job.Status?.Conditions?.Where(c => c.Status == "True" && Terminal.Contains(c.Type)).MinBy(c => Array.IndexOf(Terminal, c.Type));
        return (condition?.Type switch { "Failed" => JobState.Failed, "Complete" => JobState.Complete, null => JobState.Active, _ => JobState.Ending }, condition);
    }

    public static DateTimeOffset? Time(DateTime? time) => time is { } value ? new DateTimeOffset(DateTime.SpecifyKind(value.ToUniversalTime(), DateTimeKind.Utc)) : null;

    private static string? Label(V1Job job, string key) => job.Metadata.Labels?.TryGetValue(key, out var value) == true ? value : null;
}
