using FlowForge.Contracts;

namespace FlowForge.Timeouts;

/// <summary>What came of carrying out one action on one job.</summary>
/// <param name="Result">What came of it.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="Error">What went wrong at the last try.</param>
public sealed record StepReport(TimeoutActionResult Result, int Tries, string? Error = null);
