namespace FlowForge.Policies;

/// <summary>A level and its name in explanations.</summary>
internal sealed record SpokenLevel(string Source, PolicyLevel Level);
