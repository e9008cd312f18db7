using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Standalone;

/// <summary>One job of the demo, and what must become of it.</summary>
internal sealed record DemoJob
{
    public required string Id { get; init; }

    /// <summary>What it does, for the person who watches.</summary>
    public required string What { get; init; }

    /// <summary>A shell script; <c>$0</c> is the demo's tag, by which its processes are found again.</summary>
    public required string Script { get; init; }

    public required string Timeout { get; init; }
    public string Grace { get; init; } = "2s";
    public string Retention { get; init; } = "3s";
    public required JobOutcome Outcome { get; init; }

    /// <summary>Null: any.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The steps that must be carried out, in order; no other may be.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>It must report that its state is saved, and leave it in the partial artifacts.</summary>
    public bool SavesState { get; init; }

    public JobRequest Request(string tag) => new()
    {
        JobId = Id,
        Command = ["/bin/sh", "-c", Script, tag],
        JobType = "demo",
        Timeout = Timeout,
        GracePeriod = Grace,
        Retention = Retention,
    };
}
