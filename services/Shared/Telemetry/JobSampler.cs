using OpenTelemetry.Trace;

namespace FlowForge.Telemetry;

/// <summary>
/// Decides by the trace's id alone, never by what the caller decided: a job's id is derived, so each service comes to the same answer for
/// all of a job's spans. The single heartbeats are left out: they would be nearly all there is; their batches tell enough.
/// </summary>
internal sealed class JobSampler(double ratio) : Sampler
{
    private static readonly string[] Endings = [" send", " receive", " process"];

    private readonly TraceIdRatioBasedSampler _share = new(ratio);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        IsOneHeartbeat(samplingParameters.Name) ? new SamplingResult(SamplingDecision.Drop) : _share.ShouldSample(samplingParameters);

    private static bool IsOneHeartbeat(string name)
    {
        foreach (var ending in Endings)
            if (name.EndsWith(ending, StringComparison.Ordinal) && name.AsSpan(0, name.Length - ending.Length).EndsWith("job-heartbeat")) return true;
        return false;
    }
}
