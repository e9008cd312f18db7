using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Orphans.Tests;

/// <summary>Notes what is told, and can be cut off as by a crash.</summary>
internal sealed class WatchedOutlet : IOrphanOutlet
{
    /// <summary>So many more messages get through; after them every one fails. Null: all do.</summary>
    public int? CutAfter { get; set; }

    public List<OrphanDetected> Detected { get; } = [];
    public List<CleanupPerformed> Performed { get; } = [];
    public List<OrphanScanResult> Measured { get; } = [];

    public Task TellAsync<T>(T message, CancellationToken cancellationToken) where T : class
    {
        if (CutAfter is { } left)
        {
            if (left == 0) throw new IOException("cut off");
            CutAfter = left - 1;
        }

        if (message is OrphanDetected detected) Detected.Add(detected);
        if (message is CleanupPerformed performed) Performed.Add(performed);
        return Task.CompletedTask;
    }

    public void Measure(OrphanScanResult result) => Measured.Add(result);

    public void Count(string kind, bool success) { }
}
