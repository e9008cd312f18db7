namespace FlowForge.Jobs;

/// <summary>What a runtime sees of a job.</summary>
public sealed record JobObservation
{
    public required JobPresence Presence { get; init; }

    /// <summary>How many processes or pods of the job are alive.</summary>
    public int Alive { get; init; }

    /// <summary>When its main process ended, where that is known.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Its exit code, where that is known; 128 + n where signal n ended it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What is wrong with it, where the runtime can tell. Null: nothing that it can see.</summary>
    public JobDiagnosis? Diagnosis { get; init; }

    /// <summary>The runtime does not look where the job is said to be: that it was not found says nothing about it.</summary>
    public bool OutOfReach { get; init; }

    /// <summary>What was seen, for people.</summary>
    public required string Detail { get; init; }
}
