namespace FlowForge.LocalRuntime.Processes;

/// <summary>
/// Which processes an attempt consists of. Written first as the claim of a supervisor, with no main process, and once more when that runs.
/// A claim whose supervisor is dead is an attempt that was perhaps started: it is never started again.
/// </summary>
internal sealed record LaunchRecord
{
    public required int Attempt { get; init; }
    public required string BootId { get; init; }
    public required int SupervisorPid { get; init; }
    public required long SupervisorStartTime { get; init; }

    /// <summary>Null: not started, or not known to be.</summary>
    public int? MainPid { get; init; }

    public long? MainStartTime { get; init; }

    /// <summary>Milliseconds since 1970, UTC. Null where <see cref="MainPid"/> is.</summary>
    public long? StartedAt { get; init; }

    /// <summary>Marks what descends from the job in /proc/&lt;pid&gt;/environ (FLOWFORGE_JOB_TOKEN).</summary>
    public required string Token { get; init; }
}
