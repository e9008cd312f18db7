namespace FlowForge.Jobs;

/// <summary>A hook that has run to its end; it is not run again for the same cause.</summary>
public sealed record HookRun(Guid Key, string JobId, bool Success, string? Error, int Tries, DateTimeOffset At);
