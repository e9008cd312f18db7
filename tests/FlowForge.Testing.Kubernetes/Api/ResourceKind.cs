namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>One of the kinds that the fake knows, with the names under which the API speaks of it.</summary>
internal sealed record ResourceKind(string Plural, string Kind, string Group = "", bool Namespaced = true)
{
    public static readonly ResourceKind Jobs = new("jobs", "Job", "batch");
    public static readonly ResourceKind Pods = new("pods", "Pod");
    public static readonly ResourceKind Claims = new("persistentvolumeclaims", "PersistentVolumeClaim");
    public static readonly ResourceKind Secrets = new("secrets", "Secret");
    public static readonly ResourceKind ConfigMaps = new("configmaps", "ConfigMap");
    public static readonly ResourceKind Events = new("events", "Event");
    public static readonly ResourceKind Namespaces = new("namespaces", "Namespace", Namespaced: false);

    private static readonly Dictionary<string, ResourceKind> Known = new[] { Jobs, Pods, Claims, Secrets, ConfigMaps, Events, Namespaces }.ToDictionary(kind => kind.Plural);

    public string ApiVersion => Group.Length == 0 ? "v1" : Group + "/v1";

    /// <summary>jobs.batch, as messages name it.</summary>
    public string QualifiedPlural => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Job.batch, as messages name it.</summary>
    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    public static ResourceKind? Find(string group, string plural) => Known.TryGetValue(plural, out var kind) && kind.Group == group ? kind : null;

    public static ResourceKind Named(string plural) =>
        Known.TryGetValue(plural, out var kind) ? kind : throw new ArgumentException($"The fake has no resource '{plural}'; it has {string.Join(", ", Known.Keys)}.", nameof(plural));
}
