using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>Scans for orphans that have finished, the newest first.</summary>
public sealed record OrphanScanList(IReadOnlyList<OrphanScan> Scans);
