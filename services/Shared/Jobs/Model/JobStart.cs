namespace FlowForge.Jobs;

/// <summary>A validated JobStarted. <see cref="Note"/> says what was clamped.</summary>
public sealed record JobStart(JobId JobId, int Attempt, DateTimeOffset StartedAt, JobProfile Profile, string? Note = null);
