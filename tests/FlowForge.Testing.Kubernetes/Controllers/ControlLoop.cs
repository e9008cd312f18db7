using FlowForge.Testing.Kubernetes.Api;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Controllers;

/// <summary>Runs the controllers over what has changed until nothing changes any more, so that the world is settled when a request is answered.</summary>
internal sealed class ControlLoop
{
    private readonly ObjectStore _store;
    private readonly Agenda _agenda;
    private readonly IController _kubelet;
    private readonly IController[] _manager;
    private readonly Queue<ObjectKey> _queue = new();
    private bool _running;
    private bool _managerIsDown;

    public ControlLoop(ObjectStore store, Agenda agenda, IController kubelet, params IController[] manager)
    {
        (_store, _agenda, _kubelet, _manager) = (store, agenda, kubelet, manager);
        store.Changed += Enqueue;
        agenda.Rang += Ring;
    }

    /// <summary>While it is down, Jobs get no pods and nothing is collected; when it comes back it looks at everything.</summary>
    public bool ManagerIsDown
    {
        get => _managerIsDown;
        set
        {
            _managerIsDown = value;
            if (value) return;
            foreach (var kind in new[] { ResourceKind.Jobs, ResourceKind.Pods, ResourceKind.Claims, ResourceKind.Secrets, ResourceKind.ConfigMaps })
                foreach (var (key, _) in _store.List(kind)) _queue.Enqueue(key);
            Settle();
        }
    }

    public void Settle()
    {
        if (_running) return;
        _running = true;
        try
        {
            while (_queue.TryDequeue(out var key))
            {
                _kubelet.Reconcile(key);
                if (_managerIsDown) continue;
                foreach (var controller in _manager) controller.Reconcile(key);
            }
        }
        finally
        {
            _running = false;
            _agenda.Arm();
        }
    }

    private void Ring()
    {
        lock (_store.Gate)
        {
            foreach (var key in _agenda.TakeDue()) _queue.Enqueue(key);
            Settle();
        }
    }

    /// <summary>A change concerns the object, its owners, what depends on it when it is gone or going, and the claims that a pod uses.</summary>
    private void Enqueue(StoredChange change)
    {
        var seen = change.After ?? change.Before!;
        _queue.Enqueue(change.Key);
        foreach (var owner in seen.Items("metadata", "ownerReferences"))
            if (_store.FindUid(owner.Text("uid") ?? "") is { } key) _queue.Enqueue(key);
        if (change.After?.IsDeleting() ?? true)
            foreach (var dependent in _store.DependentsOf(seen.Uid())) _queue.Enqueue(dependent);
        foreach (var volume in seen.Items("spec", "volumes"))
            if (volume.Text("persistentVolumeClaim", "claimName") is { } claim) _queue.Enqueue(new ObjectKey(ResourceKind.Claims, change.Key.Namespace, claim));
    }
}
