namespace FlowForge.LocalRuntime.Processes;

/// <summary>Signals one process, and never another that got its pid since.</summary>
internal static class ProcessSignal
{
    /// <summary>False: not sent. A refusal is no exception; it shows in the process that stays alive.</summary>
    public static bool Send(ProcessStat process, int signal)
    {
        if (process.Pid <= 1 || process.Pid == Environment.ProcessId) return false;
        using var handle = Libc.OpenProcess(process.Pid);
        // Looked at again after the handle was opened: from here on the pid cannot mean another process.
        if (handle is null || ProcessStat.Read(process.Pid) is not { } now || now.StartTime != process.StartTime) return false;
        return Libc.Signal(handle, signal) == 0;
    }
}
