using FlowForge.Jobs;

namespace FlowForge.Orphans;

/// <summary>Where the scan says what it found and did. What was told is durable when the call returns.</summary>
public interface IOrphanOutlet
{
    Task TellAsync<T>(T message, CancellationToken cancellationToken) where T : class;

    /// <summary>Measures what a scan found of one kind.</summary>
    void Measure(OrphanScanResult result);

    /// <summary>Counts one removal.</summary>
    void Count(string kind, bool success);
}
