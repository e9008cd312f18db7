using FlowForge.Contracts;

namespace FlowForge.Jobs;

/// <summary>A validated JobFinished.</summary>
public sealed record JobFinish(JobId JobId, int Attempt, DateTimeOffset FinishedAt, JobOutcome Outcome, int? ExitCode, string? Reason);
