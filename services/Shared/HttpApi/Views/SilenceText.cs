using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>A job's silence in one line.</summary>
internal static class SilenceText
{
    public static string? Of(JobRecord job)
    {
        if (job.Silence is not { } silence) return null;
        // What was suspected of a job that has ended by itself since is of no interest.
        if (job.IsFinished && silence.DeadAt is null) return null;
        var heard = (job.LastHeartbeatAt ?? job.StartedAt) is { } last ? $"since {last.UtcDateTime:u}; " : "";
        if (silence.DeadAt is { } dead) return $"{heard}declared dead at {dead.UtcDateTime:u}: {silence.Cause}";
        return silence.Cause is { } cause ? $"{heard}suspected at {silence.SuspectedAt.UtcDateTime:u}: {cause}" : $"{heard}suspected at {silence.SuspectedAt.UtcDateTime:u}, not looked at yet";
    }
}
