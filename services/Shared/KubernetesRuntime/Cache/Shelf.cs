namespace FlowForge.KubernetesRuntime;

/// <summary>The objects of one kind in one namespace, by name and by job.</summary>
internal sealed class Shelf<T>(Action<T>? removed = null) where T : CachedObject
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, T> _byName = [];

    /// <summary>A job has few objects of a kind, mostly one: a list costs less than a set.</summary>
    private readonly Dictionary<string, List<T>> _byJob = [];

    /// <summary>Told after an object was put (false) or removed (true).</summary>
    public Action<T, bool>? Changed { get; init; }

    public int Count
    {
        get { lock (_lock) return _byName.Count; }
    }

    public IReadOnlyList<T> Of(string jobId)
    {
        lock (_lock) return _byJob.TryGetValue(jobId, out var found) ? [.. found] : [];
    }

    public T? Find(string name)
    {
        lock (_lock) return _byName.GetValueOrDefault(name);
    }

    public void Put(T item)
    {
        lock (_lock)
        {
            Take(item.Name);
            _byName[item.Name] = item;
            if (!_byJob.TryGetValue(item.JobId, out var list)) _byJob[item.JobId] = list = new List<T>(1);
            list.Add(item);
        }

        Changed?.Invoke(item, false);
    }

    public void Remove(T item)
    {
        lock (_lock) Take(item.Name);
        Gone(item);
    }

    /// <summary>What was not listed is gone.</summary>
    public void KeepOnly(HashSet<string> uids)
    {
        List<T> gone;
        lock (_lock)
        {
            gone = [.. _byName.Values.Where(item => !uids.Contains(item.Uid))];
            foreach (var item in gone) Take(item.Name);
        }

        foreach (var item in gone) Gone(item);
    }

    private void Gone(T item)
    {
        removed?.Invoke(item);
        Changed?.Invoke(item, true);
    }

    private void Take(string name)
    {
        if (!_byName.Remove(name, out var old)) return;
        var list = _byJob[old.JobId];
        list.Remove(old);
        if (list.Count == 0) _byJob.Remove(old.JobId);
    }
}
