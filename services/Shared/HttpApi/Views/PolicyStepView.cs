namespace FlowForge.HttpApi;

/// <summary>One step of the ladder, counted from the job's start.</summary>
public sealed record PolicyStepView(TimeSpan After, string Action, string? Message);
