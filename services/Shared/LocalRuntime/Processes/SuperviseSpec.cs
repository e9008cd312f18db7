namespace FlowForge.LocalRuntime.Processes;

/// <summary>What a supervisor is told: one attempt of one job. All paths are absolute.</summary>
internal sealed record SuperviseSpec
{
    public required string JobId { get; init; }
    public required int Attempt { get; init; }
    public required IReadOnlyList<string> Command { get; init; }
    public required IReadOnlyDictionary<string, string> Environment { get; init; }
    public required string WorkingFolder { get; init; }
    public required string StandardOutput { get; init; }
    public required string StandardError { get; init; }
    public required string Token { get; init; }

    /// <summary>The claim, later the <see cref="LaunchRecord"/>.</summary>
    public required string LaunchFile { get; init; }

    /// <summary>The <see cref="ExitRecord"/>.</summary>
    public required string ExitFile { get; init; }

    /// <summary>A copy of it, in a folder that is watched.</summary>
    public required string ExitNotice { get; init; }

    /// <summary>Where this exists, the attempt was stopped before it was started.</summary>
    public required string TerminationFile { get; init; }
}
