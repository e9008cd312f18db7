using System.Globalization;
using FlowForge.Jobs;

namespace FlowForge.LocalRuntime;

/// <summary>Where everything of a job lies. Paths are made here only, and only from validated names.</summary>
internal sealed class LocalLayout
{
    public LocalLayout(string dataFolder) => Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataFolder));

    public string Root { get; }
    public string Jobs => Path.Combine(Root, "jobs");

    // Flat, because inotify watches folders and not trees. A name is the bare job id: with 253 characters it leaves no room for a suffix.
    public string ExitNotices => Path.Combine(Root, "run", "exit");
    public string Heartbeats => Path.Combine(Root, "run", "heartbeat");
    public string ServerLock => Path.Combine(Root, "run", "server.lock");

    public string AllArtifacts => Path.Combine(Root, "artifacts", "jobs");

    /// <summary>What a scan for orphans has removed, until it is let go.</summary>
    public string Trash(Guid orphan) => Path.Combine(Root, "trash", orphan.ToString());

    public string Job(JobId id) => Inside("jobs", id.Value);
    public string Workspace(JobId id) => Path.Combine(Job(id), "workspace");
    public string Secrets(JobId id) => Path.Combine(Job(id), "secrets");
    public string Spec(JobId id) => Path.Combine(Job(id), "spec.json");
    public string Warnings(JobId id) => Path.Combine(Job(id), "warnings");
    public string ExitNotice(JobId id) => Path.Combine(ExitNotices, id.Value);
    public string Heartbeat(JobId id) => Path.Combine(Heartbeats, id.Value);

    /// <summary>That this attempt is decided on: from here on the older ones own nothing.</summary>
    public string AttemptMark(JobId id, int attempt) => OfAttempt(id, "attempt-", attempt, "");
    public string SuperviseSpec(JobId id, int attempt) => OfAttempt(id, "supervise-", attempt, ".json");
    public string Launch(JobId id, int attempt) => OfAttempt(id, "launch-", attempt, ".json");
    public string Exit(JobId id, int attempt) => OfAttempt(id, "exit-", attempt, ".json");
    public string Termination(JobId id, int attempt) => OfAttempt(id, "termination-", attempt, ".json");
    public string Published(JobId id, string what) => Path.Combine(Job(id), $"published-{what}");

    public static string ArtifactPrefix(JobRef job, string artifactClass)
    {
        if (DnsName.LabelProblem(job.OrganizationOrNone) is { } problem) throw new InvalidEventException("organization", problem);
        if (!CleanupScopes.ArtifactClasses.Contains(artifactClass))
            throw new InvalidEventException("artifactClass", $"'{DnsName.Printable(artifactClass)}' is none of {string.Join(", ", CleanupScopes.ArtifactClasses)}");
        return $"jobs/{job.OrganizationOrNone}/{job.JobId.Value}/{artifactClass}/";
    }

    public string Artifacts(JobRef job, string artifactClass) =>
        Path.TrimEndingDirectorySeparator(Inside("artifacts", ArtifactPrefix(job, artifactClass)));

    /// <summary>All that a job has there, of every class.</summary>
    public string Artifacts(string organization, JobId id) => DnsName.LabelProblem(organization) is { } problem
        ? throw new InvalidEventException("organization", problem)
        : Inside("artifacts", $"jobs/{organization}/{id.Value}");

    /// <summary>Names were validated where they came in; a path that still leads elsewhere is a bug that must not delete anything.</summary>
    private string Inside(string folder, string name)
    {
        var root = Path.Combine(Root, folder) + "/";
        var full = Path.GetFullPath(Path.Combine(root, name));
        return full.StartsWith(root, StringComparison.Ordinal) && full.Length > root.Length
            ? full
            : throw new InvalidOperationException($"'{DnsName.Printable(name)}' leads out of '{root}'");
    }

    private string OfAttempt(JobId id, string prefix, int attempt, string suffix) =>
        Path.Combine(Job(id), prefix + attempt.ToString(CultureInfo.InvariantCulture) + suffix);
}
