namespace FlowForge.KubernetesRuntime;

/// <summary>One kind of object of the API server.</summary>
/// <param name="Name">As it stands in reports, such as <c>configmap</c>.</param>
/// <param name="Plural">As it stands in addresses and roles.</param>
/// <param name="Root">The address of its group and version.</param>
/// <param name="MetadataOnly">Only metadata is asked for: the content of a secret never comes here.</param>
internal sealed record ApiKind(string Name, string Plural, string Root = "api/v1", bool MetadataOnly = false)
{
    public static readonly ApiKind Job = new("job", "jobs", "apis/batch/v1");
    public static readonly ApiKind Pod = new("pod", "pods");
    public static readonly ApiKind Event = new("event", "events");

    /// <summary>What a job may leave beside its Job and pods.</summary>
    public static readonly IReadOnlyList<ApiKind> Leavings =
        [new("persistentvolumeclaim", "persistentvolumeclaims", MetadataOnly: true), new("secret", "secrets", MetadataOnly: true), new("configmap", "configmaps", MetadataOnly: true)];

    public string Accept(string form) =>
        MetadataOnly ? $"application/json;as={form};g=meta.k8s.io;v=v1,application/json" : "application/json";

    public string Address(string @namespace, string? name = null) =>
        $"{Root}/namespaces/{@namespace}/{Plural}{(name is null ? "" : "/" + Uri.EscapeDataString(name))}";
}
