using System.Text;
using FlowForge.Jobs;
using FlowForge.LocalRuntime.Processes;

namespace FlowForge.LocalRuntime;

/// <summary>
/// Which processes belong to an attempt. While its supervisor lives, that is its descendants: a subreaper cannot be escaped. Where the
/// supervisor was killed, it is its session, what carries its token, and whatever descends from those.
/// </summary>
internal sealed class JobProcesses
{
    private readonly LaunchRecord _launch;
    private readonly ProcessTable _table;
    private readonly string _folder;

    public JobProcesses(LaunchRecord launch, ProcessTable table, LocalLayout layout, JobId id)
    {
        (_launch, _table, _folder) = (launch, table, layout.Job(id) + "/");
        // After a boot every pid and start time means somebody else.
        if (launch.BootId != ProcessTable.BootId) return;
        Supervisor = Alive(table.Find(launch.SupervisorPid, launch.SupervisorStartTime));
        var main = launch is { MainPid: { } pid, MainStartTime: { } start } ? table.Find(pid, start) : null;
        Main = Alive(main);
        Members = [.. Collect(main)];
    }

    public ProcessStat? Supervisor { get; }
    public ProcessStat? Main { get; }

    /// <summary>All that is alive of the attempt, its supervisor not counted.</summary>
    public IReadOnlyList<ProcessStat> Members { get; } = [];

    private static ProcessStat? Alive(ProcessStat? process) => process is { IsAlive: true } ? process : null;

    private IEnumerable<ProcessStat> Collect(ProcessStat? main)
    {
        // A server that was itself started by a job must not find itself among what it ends.
        var untouchable = _table.LineageOf(Environment.ProcessId);
        var roots = _table.All.Where(p => p.Pid == main?.Pid || InSession(p, main) || IsMarked(p)).Select(p => p.Pid);
        var supervised = Supervisor is { } supervisor ? _table.DescendantsOf(supervisor.Pid) : [];
        return roots
            .SelectMany(pid => _table.DescendantsOf(pid).Prepend(_table.Find(pid)!.Value))
            .Concat(supervised)
            .Where(p => p.IsAlive && p.Pid > 1 && p.Pid != Supervisor?.Pid && !untouchable.Contains(p.Pid))
            .Distinct();
    }

    private bool InSession(ProcessStat process, ProcessStat? main)
    {
        if (_launch.MainPid is not { } session || (process.Session != session && process.Group != session)) return false;
        if (main is not null) return true;
        // Its leader is gone. If the number was given to a new process, nothing of the old session is left; else it may be that of a
        // stranger who had the number in between, so something more must tie the process to the job.
        return _table.Find(session) is null && process.StartTime >= _launch.MainStartTime && UsesFolder(process.Pid);
    }

    private bool IsMarked(ProcessStat process)
    {
        const int KernelThreads = 2;
        if (!process.IsAlive || process.Pid <= KernelThreads || process.Parent == KernelThreads) return false;
        try
        {
            var environment = File.ReadAllBytes(FormattableString.Invariant($"/proc/{process.Pid}/environ"));
            var mark = Encoding.UTF8.GetBytes($"{JobEnvironment.Token}={_launch.Token}");
            for (var rest = environment.AsSpan(); !rest.IsEmpty;)
            {
                var end = rest.IndexOf((byte)0);
                var variable = end < 0 ? rest : rest[..end];
                if (variable.SequenceEqual(mark)) return true;
                rest = end < 0 ? [] : rest[(end + 1)..];
            }
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Ended meanwhile, or another user's.
        }
    }

    private bool UsesFolder(int pid)
    {
        try
        {
            var process = FormattableString.Invariant($"/proc/{pid}");
            return IsInFolder(new FileInfo($"{process}/cwd").LinkTarget)
                || Directory.EnumerateFiles($"{process}/fd").Any(fd => IsInFolder(new FileInfo(fd).LinkTarget));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        bool IsInFolder(string? path) => path is not null && (path + "/").StartsWith(_folder, StringComparison.Ordinal);
    }
}
