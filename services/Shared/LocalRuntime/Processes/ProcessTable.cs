using System.Globalization;

namespace FlowForge.LocalRuntime.Processes;

/// <summary>All processes at (nearly) one moment.</summary>
internal sealed class ProcessTable
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";
    private readonly Dictionary<int, ProcessStat> _byPid;
    private readonly ILookup<int, ProcessStat> _byParent;

    public ProcessTable(IEnumerable<ProcessStat> processes)
    {
        _byPid = processes.ToDictionary(p => p.Pid);
        _byParent = _byPid.Values.ToLookup(p => p.Parent);
    }

    /// <summary>Changes with every boot; a pid and a start time mean nothing after it.</summary>
    public static string BootId { get; } = File.Exists(BootIdFile) ? File.ReadAllText(BootIdFile).Trim() : "unknown";

    public IEnumerable<ProcessStat> All => _byPid.Values;

    public static ProcessTable Read() => new(Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? ProcessStat.Read(pid) : null)
        .OfType<ProcessStat>());

    public ProcessStat? Find(int pid) => _byPid.TryGetValue(pid, out var found) ? found : null;

    /// <summary>The process, if it is still the same one.</summary>
    public ProcessStat? Find(int pid, long startTime) => Find(pid) is { } found && found.StartTime == startTime ? found : null;

    /// <summary>Everything below a process, the process itself not.</summary>
    public IEnumerable<ProcessStat> DescendantsOf(int pid)
    {
        var open = new Stack<int>([pid]);
        var seen = new HashSet<int> { pid };
        while (open.TryPop(out var next))
        {
            foreach (var child in _byParent[next])
            {
                if (!seen.Add(child.Pid)) continue;
                open.Push(child.Pid);
                yield return child;
            }
        }
    }

    /// <summary>A process and all that it descends from.</summary>
    public IReadOnlySet<int> LineageOf(int pid)
    {
        var line = new HashSet<int>();
        while (pid > 0 && line.Add(pid)) pid = Find(pid)?.Parent ?? 0;
        return line;
    }
}
