namespace FlowForge.HttpApi;

/// <summary>Something that is pending in the timer ledger.</summary>
public sealed record ScheduledStep(string What, DateTimeOffset DueAt);
