namespace FlowForge.LocalRuntime.Processes;

/// <summary>How an attempt ended. Written when nothing of it is left; the first one stays.</summary>
internal sealed record ExitRecord
{
    public required int Attempt { get; init; }

    /// <summary>128 + n where signal n ended it. Null: not known.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended it. Null: none.</summary>
    public int? Signal { get; init; }

    /// <summary>When the main process ended; milliseconds since 1970, UTC.</summary>
    public required long FinishedAt { get; init; }

    /// <summary>Why there is no exit of the command itself, for people. Null: there is.</summary>
    public string? Error { get; init; }

    /// <summary>True: it did not succeed, and nobody stopped it. Then the next attempt follows, where the job may have one.</summary>
    public bool FailedByItself(TerminationMark? mark) => this is not { ExitCode: 0, Error: null } && mark?.CameBefore(this) is not true;
}
