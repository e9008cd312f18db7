namespace FlowForge.LocalRuntime;

/// <summary>The one thing in a job's spec that the runtime has to know; the rest is the job manager's.</summary>
internal sealed record SpecLimit
{
    /// <summary>How often the job may be started. Null: once.</summary>
    public int? AttemptLimit { get; init; }
}
