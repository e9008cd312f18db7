using System.Globalization;
using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Api;

namespace FlowForge.Testing.Kubernetes.Storage;

/// <summary>The objects, one version counter, and the last changes for watches. Its user holds <see cref="Gate"/>.</summary>
internal sealed class ObjectStore(int historyLimit)
{
    private readonly Dictionary<ResourceKind, SortedDictionary<ObjectKey, JsonObject>> _objects = [];
    private readonly Dictionary<string, ObjectKey> _byUid = [];
    private readonly Dictionary<string, HashSet<ObjectKey>> _dependents = [];
    private readonly Queue<StoredChange> _history = [];

    public Lock Gate { get; } = new();

    public long Version { get; private set; } = 1;

    /// <summary>Changes up to this version are forgotten.</summary>
    public long ForgottenUpTo { get; private set; }

    public event Action<StoredChange>? Changed;

    public IEnumerable<StoredChange> Since(long version) => _history.Where(change => change.Version > version);

    public JsonObject? Find(ObjectKey key) => Of(key.Kind).GetValueOrDefault(key);

    public ObjectKey? FindUid(string uid) => _byUid.GetValueOrDefault(uid);

    public IReadOnlyCollection<ObjectKey> DependentsOf(string uid) => _dependents.TryGetValue(uid, out var keys) ? [.. keys.Order()] : [];

    public IEnumerable<KeyValuePair<ObjectKey, JsonObject>> List(ResourceKind kind) => Of(kind);

    /// <summary>Stores under a new version; what says the same as before is no change.</summary>
    public JsonObject Put(ObjectKey key, JsonObject changed)
    {
        var before = Find(key);
        if (before is not null)
        {
            changed.Meta()["resourceVersion"] = before.Text("metadata", "resourceVersion");
            if (JsonNode.DeepEquals(before, changed)) return before;
            Unindex(key, before);
        }

        changed.Meta()["resourceVersion"] = (++Version).ToString(CultureInfo.InvariantCulture);
        Of(key.Kind)[key] = changed;
        Index(key, changed);
        Remember(new StoredChange(Version, key, before, changed));
        return changed;
    }

    public JsonObject Remove(ObjectKey key)
    {
        var before = Find(key) ?? throw new InvalidOperationException($"{key.Path} is not stored");
        Of(key.Kind).Remove(key);
        Unindex(key, before);
        var last = before.Copy();
        last.Meta()["resourceVersion"] = (++Version).ToString(CultureInfo.InvariantCulture);
        Remember(new StoredChange(Version, key, before, null, last));
        return last;
    }

    /// <summary>As after a compaction: whoever watches from an earlier version is told 410.</summary>
    public void ForgetHistory()
    {
        _history.Clear();
        ForgottenUpTo = ++Version;
    }

    private void Remember(StoredChange change)
    {
        _history.Enqueue(change);
        while (_history.Count > historyLimit) ForgottenUpTo = _history.Dequeue().Version;
        Changed?.Invoke(change);
    }

    private SortedDictionary<ObjectKey, JsonObject> Of(ResourceKind kind) => _objects.TryGetValue(kind, out var found) ? found : _objects[kind] = [];

    private void Index(ObjectKey key, JsonObject added)
    {
        _byUid[added.Uid()] = key;
        foreach (var owner in added.Items("metadata", "ownerReferences").Select(reference => reference.Text("uid") ?? ""))
            (_dependents.TryGetValue(owner, out var keys) ? keys : _dependents[owner] = []).Add(key);
    }

    private void Unindex(ObjectKey key, JsonObject removed)
    {
        _byUid.Remove(removed.Uid());
        foreach (var owner in removed.Items("metadata", "ownerReferences").Select(reference => reference.Text("uid") ?? ""))
            if (_dependents.TryGetValue(owner, out var keys) && keys.Remove(key) && keys.Count == 0) _dependents.Remove(owner);
    }
}
