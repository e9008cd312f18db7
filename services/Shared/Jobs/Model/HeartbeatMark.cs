namespace FlowForge.Jobs;

/// <summary>The newest that a batch of heartbeats says of one attempt of one job.</summary>
public sealed record HeartbeatMark(JobId JobId, int Attempt, DateTimeOffset At, DateTimeOffset? StateSavedAt);
