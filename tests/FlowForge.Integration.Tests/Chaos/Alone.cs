namespace FlowForge.Integration.Tests;

/// <summary>Tests that need the machine for themselves: they run after all others, one by one.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
