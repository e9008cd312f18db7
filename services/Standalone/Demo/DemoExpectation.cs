using FlowForge.Contracts;

namespace FlowForge.Standalone;

/// <summary>What must become of a job of the demo.</summary>
internal sealed record DemoExpectation(JobOutcome Outcome, int? ExitCode, IReadOnlyList<string> Steps, bool StateSaved);
