namespace FlowForge.Jobs;

/// <summary>The timeout policies in force.</summary>
public interface IPolicies
{
    /// <summary>What applies to a job, with the explanation. Never throws for a valid request; an unknown organization or type simply says nothing.</summary>
    ResolvedPolicy Resolve(PolicyRequest request);
}
