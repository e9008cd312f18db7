namespace FlowForge.HttpApi;

/// <summary>Jobs, newest first.</summary>
public sealed record JobList(IReadOnlyList<JobView> Jobs);
