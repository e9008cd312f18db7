using FlowForge.Contracts;

namespace FlowForge.Timeouts;

/// <summary>What a due step led to, to be published; empty lists where there is nothing to tell.</summary>
public sealed record StepOutcome
{
    /// <summary>The step was stale: its attempt, generation, number or job has passed.</summary>
    public static readonly StepOutcome Stale = new();

    public IReadOnlyList<TimeoutActionTaken> Taken { get; init; } = [];

    /// <summary>The end of a job that the runtime says is gone, in case nobody else reports it.</summary>
    public IReadOnlyList<JobFinished> Finished { get; init; } = [];

    /// <summary>When the same step is to be tried again, because the runtime could not even be asked, or the job is held or has yet to save its state. Null: the ladder moves on.</summary>
    public DateTimeOffset? AgainAt { get; init; }

    /// <summary>The step was put off on purpose: its lateness is nobody's fault.</summary>
    public bool Waited { get; init; }
}
