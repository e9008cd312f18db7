namespace FlowForge.Lifecycle;

/// <summary>How long the registry remembers. Section <c>options:lifecycle</c>.</summary>
public sealed class LifecycleOptions
{
    public const string Section = "options:lifecycle";

    internal const string Rules = Section + ": keepCleanedUp and keepUnannounced must be at least 1 minute";

    /// <summary>How long a job that is cleaned up stays in the registry, and how long hook runs and dead letters are kept. At least 1 min. Default: 30 d.</summary>
    public TimeSpan KeepCleanedUp { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long events wait for the announcement of their job. At least 1 min. Default: 1 d.</summary>
    public TimeSpan KeepUnannounced { get; set; } = TimeSpan.FromDays(1);

    internal string? Problem() =>
        KeepCleanedUp < TimeSpan.FromMinutes(1) || KeepUnannounced < TimeSpan.FromMinutes(1) ? Rules : null;
}
