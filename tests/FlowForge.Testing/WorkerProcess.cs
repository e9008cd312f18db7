using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace FlowForge.Testing;

/// <summary>An entrypoint that runs. All processes that it starts carry its mark.</summary>
public sealed class WorkerProcess
{
    private const string Mark = "FLOWFORGE_TEST_WORKER";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly WorkerHome _home;
    private readonly Process _process;
    private readonly string _log;

    internal WorkerProcess(WorkerHome worker, IReadOnlyList<string> entrypoint, IReadOnlyList<string> command)
    {
        (_home, _log) = (worker, Path.Combine(worker.Root, "log"));
        // Into a file: a process that stays behind would keep a pipe open. A job in a shell's background ignores SIGINT, and no shell
        // below it could trap it.
        var start = new ProcessStartInfo("/usr/bin/env", ["--default-signal=INT", "/bin/sh", "-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", _log, .. entrypoint, .. command]) { WorkingDirectory = worker.Workspace };
        start.Environment.Clear();
        foreach (var (key, value) in worker.Settings) start.Environment[key] = value;
        start.Environment[Mark] = worker.Root;
        _process = Process.Start(start) ?? throw new InvalidOperationException("no shell could be started");
    }

    public int Id => _process.Id;

    /// <summary>What it and its main process wrote.</summary>
    public string Log => File.ReadAllText(_log);

    /// <summary>The processes that are alive of it and of all that it started.</summary>
    public IReadOnlyList<int> Alive => MarkedWith(_home.Root);

    public Task ReadyAsync() => Eventually.IsTrueAsync(() =>
        File.Exists(Path.Combine(_home.Workspace, "ready")) || (_process.HasExited ? throw new InvalidOperationException($"it ended with {_process.ExitCode}: {Log}") : false), "the main process is not ready");

    public void Terminate() => Signal(Id, 15);

    public void Interrupt() => Signal(Id, 2);

    /// <summary>Where the entrypoint runs below another program.</summary>
    public void TerminateChild() => Signal(Children(Id).Single(), 15);

    /// <summary>False where nothing of the group that it leads is left.</summary>
    public bool TrySignalGroup(int signal) => kill(-Id, signal) == 0;

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, and says how it ended and after how long.</summary>
    public async Task<(int Code, TimeSpan After)> StopAsync()
    {
        var watch = Stopwatch.StartNew();
        Terminate();
        var code = await ExitAsync();
        return (code, watch.Elapsed);
    }

    private static IEnumerable<int> Children(int pid) =>
        File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    private void Signal(int pid, int signal)
    {
        if (kill(pid, signal) != 0) throw new InvalidOperationException($"process {pid} could not be sent signal {signal}: error {Marshal.GetLastPInvokeError()}; {Log}");
    }

    internal static IReadOnlyList<int> MarkedWith(string root)
    {
        var mark = Encoding.UTF8.GetBytes($"{Mark}={root}\0");
        return [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Where(name => Has(name!)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))];

        bool Has(string pid)
        {
            try
            {
                return File.ReadAllBytes($"/proc/{pid}/environ").AsSpan().IndexOf(mark) >= 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false; // Ended meanwhile, or another user's.
            }
        }
    }

#pragma warning disable SYSLIB1054 // Source-generated marshalling would need unsafe code for two integers.
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
#pragma warning restore SYSLIB1054
}
