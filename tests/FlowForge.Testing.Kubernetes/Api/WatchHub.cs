using System.Globalization;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>The watches that are open.</summary>
internal sealed class WatchHub
{
    private readonly ObjectStore _store;
    private readonly List<Watcher> _open = [];

    public WatchHub(ObjectStore store)
    {
        _store = store;
        store.Changed += change => _open.ForEach(watcher => watcher.See(change));
    }

    public int Count
    {
        get
        {
            lock (_store.Gate) return _open.Count;
        }
    }

    /// <summary>From a version: what happened since. From none: what is there, then what happens.</summary>
    public Watcher Open(ApiRequest request)
    {
        var selects = Reader.Selection(request);
        var text = request.Query["resourceVersion"].ToString();
        if (!long.TryParse(text.Length == 0 ? "0" : text, CultureInfo.InvariantCulture, out var version) || version < 0)
            throw new ApiException(500, "", $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");
        var named = request.Name;
        var watcher = new Watcher(request.Kind, request.Namespace, request.Flag("allowWatchBookmarks"), found => (named is null || found.Name() == named) && selects(found));
        lock (_store.Gate)
        {
            if (version == 0)
            {
                foreach (var (key, found) in _store.List(request.Kind))
                    if (request.Namespace is null || key.Namespace == request.Namespace) watcher.Added(found);
            }
            else if (version < _store.ForgottenUpTo)
            {
                watcher.Fail(ApiErrors.Expired($"too old resource version: {version} ({_store.ForgottenUpTo})"));
                return watcher;
            }
            else
            {
                foreach (var change in _store.Since(version)) watcher.See(change);
            }

            _open.Add(watcher);
        }

        return watcher;
    }

    public void Close(Watcher watcher)
    {
        lock (_store.Gate) _open.Remove(watcher);
    }

    public void CloseAll()
    {
        lock (_store.Gate) _open.ForEach(watcher => watcher.End());
    }

    public void Bookmark()
    {
        lock (_store.Gate) _open.ForEach(watcher => watcher.Bookmark(_store.Version));
    }

    /// <summary>A last bookmark, then the end: what a watch's own timeout does.</summary>
    public void Finish(Watcher watcher)
    {
        lock (_store.Gate)
        {
            watcher.Bookmark(_store.Version);
            watcher.End();
        }
    }
}
