namespace FlowForge.Standalone;

/// <summary>An escalation step that was carried out in the demo.</summary>
internal sealed record DemoStep(string Action, DateTimeOffset At, bool Success);
