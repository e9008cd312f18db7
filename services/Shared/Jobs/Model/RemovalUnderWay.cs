namespace FlowForge.Jobs;

/// <param name="Try">The try that set out to remove them. One that was refused before it touched anything has set out to nothing.</param>
/// <param name="Resources">Those that are not told as removed yet.</param>
public sealed record RemovalUnderWay(int Try, IReadOnlyList<JobResource> Resources);
