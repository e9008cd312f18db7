using FlowForge.LocalRuntime.Processes;

namespace FlowForge.JobManager;

/// <summary>A running attempt, as far as the watcher needs it.</summary>
internal sealed record LiveJob(LaunchRecord Launch, bool Announced)
{
    /// <summary>Same pid, same start time, same boot.</summary>
    public bool SupervisorIsAlive =>
        Launch.BootId == ProcessTable.BootId
        && ProcessStat.Read(Launch.SupervisorPid) is { IsAlive: true } found && found.StartTime == Launch.SupervisorStartTime;
}
