using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Recovery;

/// <summary>Where recovery says what it found and did. What was told is durable when the call returns.</summary>
public interface IRecoveryOutlet
{
    Task TellAsync<T>(T message, CancellationToken cancellationToken) where T : class;

    /// <summary>Asks, at that time, for another attempt. Asking again for the same one replaces.</summary>
    Task RestartAsync(JobRestartRequested request, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Counts a verdict, by its cause and what was done.</summary>
    void Count(string cause, string action);

    /// <summary>Measures whether recovery is suspended.</summary>
    void Suspended(bool suspended);

    /// <summary>What is done until it is disposed belongs to the job's trace.</summary>
    IDisposable? Trace(JobRecord job);
}
