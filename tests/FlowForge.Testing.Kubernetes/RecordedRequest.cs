namespace FlowForge.Testing.Kubernetes;

/// <summary>One call of the API, in the terms of authorization: delete jobs, create pods/exec, watch pods.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, delete or deletecollection.</param>
/// <param name="Resource">With its subresource, if any: pods/exec.</param>
/// <param name="Namespace">None where the whole cluster is asked.</param>
/// <param name="Name">None for collections.</param>
/// <param name="Query">As sent, with its question mark.</param>
/// <param name="Body">As sent; empty if there was none.</param>
public sealed record RecordedRequest(string Verb, string Resource, string? Namespace, string? Name, string Query, string Body);
