namespace FlowForge.HttpApi;

/// <summary>Orphans, the one that was seen last first.</summary>
public sealed record OrphanList(IReadOnlyList<OrphanView> Orphans);
