using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>The registry does not know the job.</summary>
internal sealed class UnknownJobException : Exception
{
    public UnknownJobException() { }

    public UnknownJobException(JobId jobId) : base($"Job {jobId} was never announced here, or its record has been forgotten. The audit may still tell of it.") { }

    public UnknownJobException(string message) : base(message) { }

    public UnknownJobException(string message, Exception inner) : base(message, inner) { }
}
