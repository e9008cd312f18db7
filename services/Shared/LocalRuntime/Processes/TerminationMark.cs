namespace FlowForge.LocalRuntime.Processes;

/// <summary>Says that an attempt was stopped from outside: whatever exit code follows, it did not fail by itself. At: milliseconds since 1970, UTC.</summary>
internal sealed record TerminationMark(string Action, long At);
