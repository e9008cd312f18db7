namespace FlowForge.Jobs;

/// <summary>A validated JobSubmitted.</summary>
public sealed record JobSubmission(JobId JobId, int Attempt, DateTimeOffset SubmittedAt, JobProfile Profile);
