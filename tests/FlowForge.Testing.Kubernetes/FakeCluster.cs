using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Api;
using FlowForge.Testing.Kubernetes.Controllers;
using FlowForge.Testing.Kubernetes.Exec;
using FlowForge.Testing.Kubernetes.Faults;
using FlowForge.Testing.Kubernetes.Storage;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace FlowForge.Testing.Kubernetes;

/// <summary>An API server with its controllers and a node, in this process, on a free loopback port. See the README for what it does not do.</summary>
public sealed class FakeCluster : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Journal _journal = new();
    private readonly ObjectStore _store;
    private readonly Agenda _agenda;
    private readonly ControlLoop _loop;
    private readonly Kubelet _kubelet;
    private readonly ObjectMaker _maker;
    private readonly WatchHub _watches;
    private readonly ApiServer _server;
    private readonly WebApplication _web;

    private FakeCluster(FakeClusterOptions options)
    {
        _store = new ObjectStore(options.HistoryLimit);
        _agenda = new Agenda(options.Time);
        var deletion = new Deletion(_store, options.Time);
        _maker = new ObjectMaker(_store, options.Time, new Defaults(options.ControlPlane));
        _kubelet = new Kubelet(_store, deletion, _agenda, options.Time, options.RunPods);
        _watches = new WatchHub(_store);
        _loop = new ControlLoop(_store, _agenda, _kubelet, new JobController(_store, deletion, _maker, _agenda, options.Time, options.ControlPlane), new GarbageCollector(_store, deletion), new ClaimProtection(_store, deletion));
        _kubelet.Settle = _loop.Settle;
        var reader = new Reader(_store);
        var writer = new Writer(_store, deletion, _maker, reader, options.ControlPlane);
        _server = new ApiServer(_store, _loop, _kubelet, reader, writer, new WatchResponse(_watches, options.Time), Faults, _journal, options.User) { Stopping = _stopping.Token };
        _web = Build(_server);
    }

    /// <summary>For a client of this cluster.</summary>
    public KubernetesClientConfiguration Configuration => new() { Host = _web.Urls.Single() };

    public FaultRules Faults { get; } = new();

    /// <summary>Every call since the start or since <see cref="ForgetRequests"/>, whatever became of it.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _journal.Requests;

    /// <summary>The commands that were executed in pods.</summary>
    public IReadOnlyList<ExecCall> Execs => _journal.Execs;

    public int OpenWatches => _watches.Count;

    /// <summary>While it is away, every connection breaks; nothing is recorded, the controllers go on.</summary>
    public bool IsAway
    {
        get => _server.IsAway;
        set
        {
            _server.IsAway = value;
            if (value) CloseWatches();
        }
    }

    /// <summary>While the controller manager is down, nobody makes pods, ends Jobs, collects garbage or takes finalizers away.</summary>
    public bool ControllerManagerIsDown
    {
        get => _loop.ManagerIsDown;
        set
        {
            lock (_store.Gate) _loop.ManagerIsDown = value;
        }
    }

    public static async Task<FakeCluster> StartAsync(FakeClusterOptions? options = null)
    {
        var cluster = new FakeCluster(options ?? new FakeClusterOptions());
        cluster.AddNamespace("default");
        await cluster._web.StartAsync();
        return cluster;
    }

    public IKubernetes CreateClient() => new k8s.Kubernetes(Configuration);

    public void AddNamespace(string name) => Add(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } });

    /// <summary>Creates as a caller would, but not as a request that counts.</summary>
    public void Add<T>(T made) where T : IKubernetesObject<V1ObjectMeta>
    {
        var json = (JsonObject)JsonNode.Parse(KubernetesJson.Serialize(made))!;
        var kind = ResourceKind.Named(typeof(T).GetKubernetesTypeMetadata().PluralName);
        lock (_store.Gate)
        {
            _maker.Create(kind, kind.Namespaced ? made.Metadata.NamespaceProperty ?? "default" : null, json);
            _loop.Settle();
        }
    }

    /// <summary>The pod of that name, as its node sees it.</summary>
    public FakePod Pod(string name, string ns = "default")
    {
        lock (_store.Gate) return _kubelet.Pod(new ObjectKey(ResourceKind.Pods, ns, name));
    }

    /// <summary>The pods that are there of a Job, oldest first.</summary>
    public IReadOnlyList<FakePod> PodsOf(string job, string ns = "default")
    {
        lock (_store.Gate)
            return [.. _store.List(ResourceKind.Pods).Where(pod => pod.Key.Namespace == ns && pod.Value.Label("job-name") == job).OrderBy(pod => pod.Value.Text("metadata", "creationTimestamp"), StringComparer.Ordinal).Select(pod => _kubelet.Pod(pod.Key))];
    }

    /// <summary>An object as it is stored, read without a request; null if there is none.</summary>
    public T? Find<T>(string name, string ns = "default") where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = ResourceKind.Named(typeof(T).GetKubernetesTypeMetadata().PluralName);
        lock (_store.Gate) return _store.Find(new ObjectKey(kind, kind.Namespaced ? ns : "", name)) is { } found ? KubernetesJson.Deserialize<T>(found.ToJsonString()) : null;
    }

    public void ForgetRequests() => _journal.Forget();

    /// <summary>Ends every open watch, as a server does when it restarts.</summary>
    public void CloseWatches() => _watches.CloseAll();

    /// <summary>Sends a bookmark to whoever wants them.</summary>
    public void SendBookmarks() => _watches.Bookmark();

    /// <summary>As after a compaction: every version known so far is too old to watch from.</summary>
    public void ExpireHistory()
    {
        lock (_store.Gate) _store.ForgetHistory();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        CloseWatches();
        await _web.DisposeAsync();
        _agenda.Dispose();
        _stopping.Dispose();
    }

    private static WebApplication Build(ApiServer server)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        web.UseWebSockets();
        web.Run(server.HandleAsync);
        return web;
    }
}
