using System.Runtime.InteropServices;
using FlowForge.LocalRuntime.Processes;

namespace FlowForge.Supervisor;

/// <summary>Waits until nothing of the job is left; when its main process ends, ends the rest, as systemd does for a unit.</summary>
internal static class Reaper
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The status of the main process, as waitpid gives it, and when it ended.</summary>
    public static (int Status, DateTimeOffset At) WaitForAll(int main, TimeProvider clock)
    {
        var result = (Status: 0, At: clock.GetUtcNow());
        while (true)
        {
            var pid = Native.WaitPid(-1, out var status, 0);
            if (pid == main)
            {
                result = (status, clock.GetUtcNow());
                _ = EndTheRestAsync();
            }
            else if (pid < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error == Native.NoChild) return result;
                if (error != Native.Interrupted) throw new InvalidOperationException($"waitpid failed: {Libc.Text(error)}");
            }
        }
    }

    /// <summary>Runs beside the wait above, which alone reaps and so decides when all are gone; it dies with this process.</summary>
    private static async Task EndTheRestAsync()
    {
        SignalAll(Libc.SigTerm);
        SignalAll(Libc.SigCont);
        await Task.Delay(Patience);
        while (true)
        {
            SignalAll(Libc.SigKill);
            await Task.Delay(Pause);
        }
    }

    private static void SignalAll(int signal)
    {
        foreach (var process in ProcessTable.Read().DescendantsOf(Environment.ProcessId))
            ProcessSignal.Send(process, signal);
    }
}
