using System.Text;
using FlowForge.Jobs;
using FlowForge.LocalRuntime;
using FlowForge.LocalRuntime.Processes;

namespace FlowForge.JobManager;

/// <summary>The accepted jobs, as files. A job is accepted once its spec is there.</summary>
internal sealed class SpecStore(LocalLayout layout)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnerOnly | UnixFileMode.UserExecute;

    public JobSpec? Read(JobId id) => AtomicFile.Read(layout.Spec(id), JobSpecJson.Default.JobSpec);

    public IEnumerable<JobId> All() => Directory.Exists(layout.Jobs)
        ? Directory.EnumerateDirectories(layout.Jobs)
            .Select(folder => JobId.TryParse(Path.GetFileName(folder), out var id, out _) ? id : (JobId?)null)
            .OfType<JobId>().Where(id => File.Exists(layout.Spec(id)))
        : [];

    /// <summary>False: the id is taken. Durable when it returns.</summary>
    public bool TryAdd(JobId id, JobSpec spec, IReadOnlyDictionary<string, string> secrets)
    {
        Directory.CreateDirectory(layout.Jobs, OwnersFolder);
        var folder = layout.Job(id);
        Directory.CreateDirectory(folder, OwnersFolder);
        if (!IsFree(id, folder)) return false;
        Directory.CreateDirectory(layout.Secrets(id), OwnersFolder);
        foreach (var (name, value) in secrets) WriteSecret(Path.Combine(layout.Secrets(id), name), value);
        Libc.SyncFolder(layout.Secrets(id));
        if (!AtomicFile.TryCreate(layout.Spec(id), spec, JobSpecJson.Default.JobSpec)) return false;
        Libc.SyncFolder(layout.Jobs);
        return true;
    }

    /// <summary>What a crash left of a submission does not count; what an earlier job left and nobody removed yet does.</summary>
    private bool IsFree(JobId id, string folder) => Directory.EnumerateFileSystemEntries(folder)
        .All(path => path == layout.Secrets(id) || Path.GetFileName(path).StartsWith(".tmp-", StringComparison.Ordinal));

    private static void WriteSecret(string path, string value)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        file.Write(Encoding.UTF8.GetBytes(value));
        file.Flush(flushToDisk: true);
    }
}
