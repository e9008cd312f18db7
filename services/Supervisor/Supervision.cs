using System.Runtime.InteropServices;
using FlowForge.LocalRuntime.Processes;
using Microsoft.Win32.SafeHandles;

namespace FlowForge.Supervisor;

/// <summary>One attempt of one job, from its claim to its exit record.</summary>
internal sealed class Supervision(SuperviseSpec spec, TimeProvider clock)
{
    /// <summary>What a supervisor returns that found the attempt claimed.</summary>
    private const int ClaimedAlready = 3;

    private const int WriteOnly = 1, ReadWrite = 2, Create = 0x40, Append = 0x400, CloseOnExec = 0x80000;
    private const int OwnerAndGroup = 0x1A0; // 0640
    private static readonly TimeSpan FullDiskPause = TimeSpan.FromSeconds(1);

    public async Task<int> RunAsync()
    {
        OpenFiles.KeepFromChildren();
        Native.BecomeSubreaper();
        Native.LeaveSession();

        var self = ProcessStat.Read(Environment.ProcessId) ?? throw new InvalidOperationException("/proc does not show this process");
        var claim = new LaunchRecord
        {
            Attempt = spec.Attempt,
            BootId = ProcessTable.BootId,
            SupervisorPid = self.Pid,
            SupervisorStartTime = self.StartTime,
            Token = spec.Token,
        };
        // Claimed before anything starts: were this process to die in between, the attempt would be lost rather than started twice.
        if (!AtomicFile.TryCreate(spec.LaunchFile, claim, RecordJson.Default.LaunchRecord)) return ClaimedAlready;
        await RecordExitAsync(File.Exists(spec.TerminationFile) ? Ended("it was stopped before it was started") : LaunchAndWait(claim));
        return 0;
    }

    private ExitRecord LaunchAndWait(LaunchRecord claim)
    {
        int main;
        try
        {
            var output = Open(spec.StandardOutput);
            var error = Open(spec.StandardError);
            DetachInputAndError();
            (main, var exitCode, var problem) = Launcher.Start(spec, output, error);
            if (problem is not null) return Ended(problem, exitCode);
        }
        catch (IOException e)
        {
            return Ended(e.Message, 126);
        }
        var unrecorded = RecordLaunch(claim, main);
        TellServer();
        var (status, at) = Reaper.WaitForAll(main, clock);
        var signal = status & 0x7f;
        return Ended(unrecorded, signal == 0 ? (status >> 8) & 0xff : 128 + signal, signal == 0 ? null : signal, at);
    }

    /// <summary>Null, or why not. A job that nobody could find again must not run.</summary>
    private string? RecordLaunch(LaunchRecord claim, int main)
    {
        try
        {
            // This process alone reaps, so the main process is there to be looked at even if it has ended.
            var launched = claim with { MainPid = main, MainStartTime = ProcessStat.Read(main)?.StartTime, StartedAt = clock.GetUtcNow().ToUnixTimeMilliseconds() };
            AtomicFile.Write(spec.LaunchFile, launched, RecordJson.Default.LaunchRecord);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _ = Libc.SignalGroup(main, Libc.SigKill);
            return $"its start could not be recorded, so it was ended: {e.Message}";
        }
    }

    /// <summary>A full disk holds the record up, it does not lose it: until it is written the job counts as running.</summary>
    private async Task RecordExitAsync(ExitRecord record)
    {
        while (true)
        {
            try
            {
                ExitFiles.Write(spec.ExitFile, spec.ExitNotice, record);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The job's folder is gone where it was removed by hand: nobody is left to tell.
                if (!Directory.Exists(Path.GetDirectoryName(spec.ExitFile))) return;
                await Task.Delay(FullDiskPause);
            }
        }
    }

    private ExitRecord Ended(string? problem, int? exitCode = null, int? signal = null, DateTimeOffset? at = null) => new()
    {
        Attempt = spec.Attempt,
        ExitCode = exitCode,
        Signal = signal,
        FinishedAt = (at ?? clock.GetUtcNow()).ToUnixTimeMilliseconds(),
        Error = problem,
    };

    /// <summary>Standard output stays until the launch is recorded: a line on it tells the server so.</summary>
    private static void DetachInputAndError()
    {
        var nowhere = Libc.Open("/dev/null", ReadWrite | CloseOnExec, 0);
        Native.Redirect(nowhere, 0);
        Native.Redirect(nowhere, 2);
    }

    /// <summary>By a line and not by closing it: the .NET runtime keeps duplicates of its standard output open.</summary>
    private static void TellServer()
    {
        try
        {
            using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            output.Write("launched\n"u8);
        }
        catch (IOException)
        {
            // The server has ended meanwhile; the next one reads the record.
        }
        Native.Redirect(0, 1);
    }

    private static int Open(string log)
    {
        var fd = Libc.Open(log, WriteOnly | Create | Append | CloseOnExec, OwnerAndGroup);
        return fd >= 0 ? fd : throw new IOException($"the log '{log}' cannot be opened: {Libc.Text(Marshal.GetLastPInvokeError())}");
    }
}
