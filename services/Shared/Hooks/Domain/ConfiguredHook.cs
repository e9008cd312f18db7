using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Hooks;

/// <summary>One hook of the policy file. It has a command or a webhook, never both.</summary>
public sealed record ConfiguredHook
{
    /// <summary>Unique within its stage; a DNS label.</summary>
    public required string Name { get; init; }

    /// <summary>The stage on whose entry it runs.</summary>
    public required LifecycleStage Stage { get; init; }

    /// <summary>The program and its arguments, as they are: no shell reads them.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Where to POST to.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>A file with more headers for the webhook, one "Name: value" a line; read at every try.</summary>
    public string? HeadersFile { get; init; }

    public HookLimits Limits { get; init; } = HookLimits.Default;

    /// <summary>Only for jobs of this organization. Default: all.</summary>
    public string? Organization { get; init; }

    /// <summary>Only for jobs of this type. Default: all.</summary>
    public string? JobType { get; init; }

    public bool AppliesTo(StageEntry entry) =>
        Stage == entry.Stage
        && (Organization is null || Organization == entry.Organization)
        && (JobType is null || JobType == entry.JobType);
}
