namespace FlowForge.Integration.Tests;

/// <summary>A message that cannot be handled, and what its reason must say.</summary>
internal sealed record Poison(PlainMessage Message, string Says);
