namespace FlowForge.Jobs;

/// <summary>What a look at one attempt of one job came to.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">The attempt that was looked at.</param>
/// <param name="NextAt">When it is to be looked at again.</param>
/// <param name="Silence">What is known of its silence; null where it is not silent.</param>
public sealed record JobLook(JobId JobId, int Attempt, DateTimeOffset NextAt, JobSilence? Silence);
