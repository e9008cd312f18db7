namespace FlowForge.Telemetry.Tests;

/// <summary>Tests of what is scraped run after all others, one by one: a scrape tells of every meter of the process, those of other tests' services too.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
