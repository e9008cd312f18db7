namespace FlowForge.LocalRuntime.Processes;

/// <summary>Says that an attempt was stopped from outside: whatever exit code follows, it did not fail by itself. At: milliseconds since 1970, UTC.</summary>
internal sealed record TerminationMark(string Action, long At)
{
    /// <summary>False: its main process had ended by itself before, and only what it left was still there to be stopped.</summary>
    public bool CameBefore(ExitRecord exit) => At <= exit.FinishedAt;
}
