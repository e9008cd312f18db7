namespace FlowForge.Hooks;

/// <summary>A hook that is to run, whatever its kind.</summary>
internal sealed record PlannedHook(string Name, HookLimits Limits, Func<HookContext, CancellationToken, Task> ExecuteAsync);
