using System.Collections.Concurrent;
using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Recovery.Tests;

/// <summary>The service's own outlet, whose measures are kept and which can be cut off before anything that is told.</summary>
internal sealed class WatchedOutlet(IRecoveryOutlet inner) : IRecoveryOutlet
{
    public ConcurrentQueue<string> Counted { get; } = new();

    public bool IsSuspended { get; private set; }

    /// <summary>So many messages are told; the next one throws, as if the process had died there. Null: none throws.</summary>
    public int? CutAfter { get; set; }

    public Task TellAsync<T>(T message, CancellationToken cancellationToken) where T : class
    {
        Cut();
        return inner.TellAsync(message, cancellationToken);
    }

    public Task RestartAsync(JobRestartRequested request, DateTimeOffset at, CancellationToken cancellationToken)
    {
        Cut();
        return inner.RestartAsync(request, at, cancellationToken);
    }

    public void Count(string cause, string action) => Counted.Enqueue($"{cause}: {action}");

    public void Suspended(bool suspended) => IsSuspended = suspended;

    public IDisposable? Trace(JobRecord job) => inner.Trace(job);

    private void Cut()
    {
        if (CutAfter-- == 0) throw new IOException("cut off");
    }
}
