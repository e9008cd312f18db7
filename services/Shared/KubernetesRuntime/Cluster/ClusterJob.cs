
namespace FlowForge.KubernetesRuntime;

/// <summary>What a Job in the cluster says of the job that it is.</summary>
public sealed record ClusterJob
{
    public required string Namespace { get; init; }
    public required string Name { get; init; }
    public required string Uid { get; init; }

    /// <summary>The value of the job id label, unchecked. Null: it has none.</summary>
    public string? JobId { get; init; }

    /// <summary>From 1; a Job that names none is its job's first.</summary>
    public required int Attempt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the watch told of this.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>When its controller took it up; its pods may still be waiting for a node. Null: it has not, or the Job is suspended.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Its end. Null: it has none yet.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>It has a terminal condition.</summary>
    public bool IsOver { get; init; }

    /// <summary>It is not there any more.</summary>
    public bool IsGone { get; init; }

    /// <summary>It takes the place of an attempt that died: FlowForge made it.</summary>
    public bool IsRestart { get; init; }

    /// <summary>It carries annotations of FlowForge.</summary>
    public bool IsAnnotated { get; init; }

    public string? Organization { get; init; }
    public string? JobType { get; init; }

    /// <summary>What its annotations say.</summary>
    public required JobAnnotations Annotations { get; init; }

    /// <summary>Which of its annotations and labels could not be read, and what is allowed.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>A mark keeps FlowForge from touching it.</summary>
    public bool IsHeld { get; init; }

    /// <summary>The version of the state that this shows.</summary>
    internal string ResourceVersion { get; init; } = "";
}
