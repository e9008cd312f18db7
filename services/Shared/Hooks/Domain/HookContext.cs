using FlowForge.Contracts;

namespace FlowForge.Hooks;

/// <summary>What a hook is told; its JSON form is a command's standard input and a webhook's body.</summary>
public sealed record HookContext
{
    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>Its attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The stage that was entered.</summary>
    public required LifecycleStage Stage { get; init; }

    /// <summary>When it was entered, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How the job ended; null before that.</summary>
    public JobOutcome? Outcome { get; init; }

    /// <summary>Its organization. Default: none.</summary>
    public string? Organization { get; init; }

    /// <summary>Its type. Default: none.</summary>
    public string? JobType { get; init; }

    /// <summary>Why, for people. Comes from the job's manager: text, never to be executed.</summary>
    public string? Reason { get; init; }

    /// <summary>As in the job's other messages.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>The name of the hook itself.</summary>
    public required string Hook { get; init; }

    /// <summary>The same for every try of this hook for this entry into the stage; also the id of its HookExecuted.</summary>
    public required Guid IdempotencyKey { get; init; }
}
