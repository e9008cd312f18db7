using FlowForge.Jobs;

namespace FlowForge.Recovery;

/// <summary>What a look at a silent job came to.</summary>
/// <param name="Kind">What follows.</param>
/// <param name="Silence">What is known of its silence now, this look counted.</param>
/// <param name="NextAt">When it is looked at again; where it is dead or has ended, in case that gets lost.</param>
public sealed record Verdict(VerdictKind Kind, JobSilence Silence, DateTimeOffset NextAt)
{
    public string Cause => Silence.Cause!;
}
