namespace FlowForge.Manifests.Tests;

/// <summary>That a service may do one thing with one kind of resource in a job namespace.</summary>
/// <param name="Service">The service, which is also its account.</param>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Resource">The resource, with its subresource: <c>pods/exec</c>.</param>
/// <param name="Verb">get, list, …</param>
internal sealed record Right(string Service, string Group, string Resource, string Verb);
