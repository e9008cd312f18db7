namespace FlowForge.HttpApi;

/// <summary>Holds, the longest held first.</summary>
public sealed record HoldList(IReadOnlyList<HoldView> Holds);
