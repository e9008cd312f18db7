using System.Globalization;
using FlowForge.Jobs;
using FlowForge.LocalRuntime.Processes;

namespace FlowForge.LocalRuntime;

/// <summary>What the files of a job say about it.</summary>
internal sealed class JobFiles(LocalLayout layout, TimeProvider clock)
{
    public LaunchRecord? Launch(JobId id, int attempt) => AtomicFile.Read(layout.Launch(id, attempt), RecordJson.Default.LaunchRecord);

    public ExitRecord? Exit(JobId id, int attempt) => AtomicFile.Read(layout.Exit(id, attempt), RecordJson.Default.ExitRecord);

    public TerminationMark? Termination(JobId id, int attempt) => AtomicFile.Read(layout.Termination(id, attempt), RecordJson.Default.TerminationMark);

    /// <summary>The attempt that what the job has belongs to.</summary>
    public int CurrentAttempt(JobId id) => Math.Max(1, Attempts(id, "attempt-*").DefaultIfEmpty(1).Max());

    public IReadOnlyList<LaunchRecord> Launches(JobId id) =>
        [.. Attempts(id, "launch-*.json").Select(attempt => Launch(id, attempt)).OfType<LaunchRecord>()];

    public void MarkAttempt(JobId id, int attempt)
    {
        File.Create(layout.AttemptMark(id, attempt)).Dispose();
        Libc.SyncFolder(layout.Job(id));
    }

    /// <summary>Before anything is done to the attempt, so that its end is never taken for its own doing. The first mark stays.</summary>
    public void MarkTermination(JobId id, int attempt, string action)
    {
        if (File.Exists(layout.Exit(id, attempt)) || !Directory.Exists(layout.Job(id))) return;
        AtomicFile.TryCreate(layout.Termination(id, attempt), new TerminationMark(action, clock.Now().ToUnixTimeMilliseconds()), RecordJson.Default.TerminationMark);
    }

    /// <summary>For an end that its supervisor does not write. Returns the record that counts.</summary>
    public ExitRecord WriteExit(JobId id, int attempt, int? exitCode, string reason) =>
        ExitFiles.Write(layout.Exit(id, attempt), layout.ExitNotice(id), new ExitRecord
        {
            Attempt = attempt,
            ExitCode = exitCode,
            FinishedAt = clock.Now().ToUnixTimeMilliseconds(),
            Error = reason,
        });

    /// <summary>Null, or why nothing of that attempt of the job may be removed.</summary>
    public string? InUse(JobRef job)
    {
        var current = CurrentAttempt(job.JobId);
        return job.Attempt < current ? $"it belongs to attempt {current} now, not to attempt {job.Attempt}" : InUse(job.JobId);
    }

    /// <summary>Null, or why nothing of the job may be removed.</summary>
    public string? InUse(JobId id)
    {
        var current = CurrentAttempt(id);
        var (exit, termination) = (Exit(id, current), Termination(id, current));
        // Without a spec nothing is ever started again. Read last, because it is removed first: somebody who forgets the job in this
        // moment must not make it look like one that has not ended.
        if (AtomicFile.Read(layout.Spec(id), SpecLimitJson.Default.SpecLimit) is { } spec)
        {
            // Also while it only waits to be started: nothing of it is alive then, and it needs what it has all the same.
            if (exit is null) return $"attempt {current} has not ended";
            // The job manager marks the next attempt a moment after the end, or when it is started again.
            if (current < (spec.AttemptLimit ?? 1) && exit.FailedByItself(termination)) return $"attempt {current} failed and attempt {current + 1} is to follow";
        }
        var alive = Alive(id);
        return alive.Count == 0 ? null : $"processes of the job are alive: {string.Join(", ", alive)}";
    }

    /// <summary>Processes of any of its attempts.</summary>
    public IReadOnlyList<ProcessStat> Alive(JobId id)
    {
        var launches = Launches(id);
        if (launches.Count == 0) return [];
        var table = ProcessTable.Read();
        return [.. launches.SelectMany(launch => new JobProcesses(launch, table, layout, id).Members).Distinct()];
    }

    private IEnumerable<int> Attempts(JobId id, string pattern) =>
        Folder.Entries(layout.Job(id), pattern)
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Select(name => int.TryParse(name[(name.LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
            .Where(n => n > 0);
}
