namespace FlowForge.Jobs;

/// <summary>Where one value of a resolved policy came from.</summary>
public sealed record PolicyExplanation
{
    /// <summary>The key, such as <c>timeout</c> or <c>retention.failed</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The value in force.</summary>
    public required string Value { get; init; }

    /// <summary>The level that said it, such as <c>global</c>, <c>organization acme</c>, <c>job type build</c>, <c>job</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What less specific levels said, and which ceiling clamped the value. Default: nothing.</summary>
    public string? Note { get; init; }
}
