using System.Net;
using System.Security.Cryptography;
using FlowForge.Jobs;
using FlowForge.Testing;
using FlowForge.Testing.Kubernetes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FlowForge.KubernetesRuntime.Tests;

/// <summary>A runtime over a namespace of its own, in the fake or in a real cluster. Nothing of it outlives the test.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private readonly Func<ServiceProvider> _build;
    private ServiceProvider _provider;
    private readonly ServerNode _node;

    private TestCluster(FakeCluster? fake, IKubernetes client, string ns, Func<ServiceProvider> build, ServerNode node, CallCounter counter) =>
        (Fake, Client, Namespace, _build, _provider, _node, Counter) = (fake, client, ns, build, build(), node, counter);

    /// <summary>Null where the cluster is a real one.</summary>
    public FakeCluster? Fake { get; }

    /// <summary>Past the runtime, as the cluster's users are.</summary>
    public IKubernetes Client { get; }

    public string Namespace { get; }
    public CallCounter Counter { get; }
    public IJobRuntime Runtime => Get<IJobRuntime>();
    public ServerNode Node => _node;

    public T Get<T>() where T : notnull => _provider.GetRequiredService<T>();

    public JobRef Ref(string id, int attempt = 1) => new(JobId.Parse(id), attempt, "acme", Namespace);

    public static async Task<TestCluster> StartAsync(ServerKind kind = ServerKind.Current, Action<KubernetesOptions>? configure = null, TimeProvider? clusterTime = null, bool start = true)
    {
        var ns = kind == ServerKind.Real ? "ff-test-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5)) : "jobs";
        var fake = kind == ServerKind.Real ? null : await FakeCluster.StartAsync(new FakeClusterOptions
        {
            ControlPlane = kind == ServerKind.Old ? ControlPlane.Old : ControlPlane.Current,
            Time = clusterTime ?? TimeProvider.System,
        });
        var config = fake?.Configuration ?? KubernetesClientConfiguration.BuildConfigFromConfigFile(Servers.RealKubeconfig);
        var client = new k8s.Kubernetes(config);
        var counter = new CallCounter();
        var node = new ServerNode(fake, client, ns);
        if (fake is null) await MakeNamespaceAsync(client, ns);
        else fake.AddNamespace(ns);
        var cluster = new TestCluster(fake, client, ns, Build, node, counter);
        if (start) await cluster.StartRuntimeAsync();
        return cluster;

        ServiceProvider Build()
        {
            var services = new ServiceCollection();
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
            // A handler has one client: a second runtime needs one of its own.
            services.AddSingleton(new k8s.Kubernetes(config, new CallCounter(counter)));
            if (fake is null) services.AddSingleton<IPodSignals>(node);
            services.AddKubernetesRuntime(options =>
            {
                options.Namespaces.Add(ns);
                options.RetryDelay = TimeSpan.FromMilliseconds(20);
                options.LongestRetryDelay = TimeSpan.FromMilliseconds(200);
                // A real controller manager on a busy machine takes its time.
                options.Patience = TimeSpan.FromMinutes(1);
                configure?.Invoke(options);
            });
            services.AddClusterJobs();
            return services.BuildServiceProvider();
        }
    }

    public async Task StartRuntimeAsync()
    {
        // Before the watches, or it misses what they tell first.
        _ = Get<IClusterJobs>();
        foreach (var service in _provider.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
    }

    /// <summary>As when the process is started again: what it had in memory is gone.</summary>
    public async Task RestartRuntimeAsync(Func<Task>? meanwhile = null)
    {
        await StopRuntimeAsync();
        if (meanwhile is not null) await meanwhile();
        _provider = _build();
        await StartRuntimeAsync();
    }

    /// <summary>A Job as the manifest makes it: the job id on itself and on its pods.</summary>
    public async Task<V1Job> AddJobAsync(string id, Action<V1Job>? configure = null, string? name = null)
    {
        var job = JobOf(id, Namespace);
        if (name is not null) job.Metadata.Name = name;
        configure?.Invoke(job);
        return await Client.BatchV1.CreateNamespacedJobAsync(job, Namespace);
    }

    /// <summary>A Job with its pod running, as the runtime sees it.</summary>
    public async Task<V1Pod> AddRunningJobAsync(string id, Action<V1Job>? configure = null, bool ignoresTermination = false)
    {
        await AddJobAsync(id, configure);
        var pod = await FirstPodAsync(id);
        await Node.RunAsync(pod, ignoresTermination);
        await SeenAsync(id, seen => seen.Presence == JobPresence.Running && seen.Alive == 1 && seen.Detail.Contains("Running", StringComparison.Ordinal), "running");
        return pod;
    }

    public Task<V1Pod> FirstPodAsync(string job) => Eventually.GetAsync(async () => (await PodsAsync(job)) is [var first, ..] ? first : null, $"Job {job} got no pod");

    public async Task<IReadOnlyList<V1Pod>> PodsAsync(string job) => [.. (await Client.CoreV1.ListNamespacedPodAsync(Namespace, labelSelector: $"job-name={job}")).Items];

    public async Task<V1Job?> JobAsync(string name)
    {
        try
        {
            return await Client.BatchV1.ReadNamespacedJobAsync(name, Namespace);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task<string?> ConditionAsync(string name) =>
        (await JobAsync(name))?.Status?.Conditions?.FirstOrDefault(condition => condition is { Status: "True", Type: "Failed" or "Complete" }) is { } found ? $"{found.Type}/{found.Reason}" : null;

    public Task<JobObservation> ObserveAsync(string id, int attempt = 1) => Runtime.ObserveAsync(Ref(id, attempt), Cancelled);

    public Task WarnAsync(string id, string message) => Runtime.WarnAsync(Ref(id), message, Cancelled);

    public Task TerminateAsync(string id, TimeSpan? grace = null) => Runtime.TerminateAsync(Ref(id), grace ?? TimeSpan.FromSeconds(300), Cancelled);

    public Task KillAsync(string id, int attempt = 1) => Runtime.KillAsync(Ref(id, attempt), Cancelled);

    public Task ForceDeleteAsync(string id) => Runtime.ForceDeleteAsync(Ref(id), Cancelled);

    public Task<IReadOnlyList<JobResource>> ListAsync(string id, int attempt = 1) => Runtime.ListResourcesAsync(Ref(id, attempt), Cancelled);

    public Task DeleteAsync(string id, JobResource resource, int attempt = 1) => Runtime.DeleteResourceAsync(Ref(id, attempt), resource, Cancelled);

    /// <summary>A merge patch of a Job, by somebody else.</summary>
    public Task PatchJobAsync(string name, string patch) => Client.BatchV1.PatchNamespacedJobAsync(new V1Patch(patch, V1Patch.PatchType.MergePatch), name, Namespace);

    /// <summary>Deletes a Job behind the runtime's back, and its pods.</summary>
    public async Task RemoveJobAsync(string name)
    {
        await Client.BatchV1.DeleteNamespacedJobAsync(name, Namespace, new V1DeleteOptions { PropagationPolicy = "Background", GracePeriodSeconds = 0 });
        await Eventually.IsTrueAsync(async () => await JobAsync(name) is null, $"Job {name} did not go");
    }

    /// <summary>Deletes a Job and leaves its pods.</summary>
    public Task OrphanJobAsync(string name) => Client.BatchV1.DeleteNamespacedJobAsync(name, Namespace, new V1DeleteOptions { PropagationPolicy = "Orphan" });

    /// <summary>A Job that comes while the API server cannot be reached from here.</summary>
    public void AddUnreached(string id) => Fake!.Add(JobOf(id, Namespace));

    /// <summary>A pod with the job id of that job, under whatever controls it.</summary>
    public Task AddPodAsync(string name, string jobId, V1OwnerReference owner) => Client.CoreV1.CreateNamespacedPodAsync(new V1Pod
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["flowforge.io/job-id"] = jobId }, OwnerReferences = [owner] },
        Spec = new V1PodSpec { Containers = [new V1Container { Name = "main", Image = "worker" }] },
    }, Namespace);

    /// <summary>A volume claim, a secret and a configmap of that job.</summary>
    public async Task AddLeavingsAsync(string id, Action<V1ObjectMeta>? configure = null)
    {
        var metadata = new V1ObjectMeta { Name = id, Labels = new Dictionary<string, string> { ["flowforge.io/job-id"] = id }, Annotations = new Dictionary<string, string>() };
        configure?.Invoke(metadata);
        await Client.CoreV1.CreateNamespacedSecretAsync(new V1Secret { Metadata = metadata, StringData = new Dictionary<string, string> { ["token"] = "x" } }, Namespace);
        await Client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = metadata }, Namespace);
        await Client.CoreV1.CreateNamespacedPersistentVolumeClaimAsync(new V1PersistentVolumeClaim
        {
            Metadata = metadata,
            Spec = new V1PersistentVolumeClaimSpec { AccessModes = ["ReadWriteOnce"], Resources = new V1VolumeResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new("1Gi") } } },
        }, Namespace);
    }

    /// <summary>What of those is there, by kind.</summary>
    public async Task<IReadOnlyList<string>> LeavingsAsync(string name) =>
    [
        .. (await Client.CoreV1.ListNamespacedSecretAsync(Namespace)).Items.Where(item => item.Name() == name).Select(_ => "secret"),
        .. (await Client.CoreV1.ListNamespacedConfigMapAsync(Namespace)).Items.Where(item => item.Name() == name).Select(_ => "configmap"),
        .. (await Client.CoreV1.ListNamespacedPersistentVolumeClaimAsync(Namespace)).Items.Where(item => item.Name() == name).Select(_ => "persistentvolumeclaim"),
    ];

    public async Task<IReadOnlyList<Corev1Event>> EventsAsync() => [.. (await Client.CoreV1.ListNamespacedEventAsync(Namespace)).Items];

    public Task SeenAsync(string id, Func<JobObservation, bool> fits, string what, int attempt = 1) =>
        Eventually.IsTrueAsync(async () => fits(await ObserveAsync(id, attempt)), $"job {id} was not seen {what}");

    /// <summary>Long enough for any controller to make a pod: it has handled a Job that was made after.</summary>
    public async Task LetControllersWorkAsync(string marker)
    {
        await AddJobAsync(marker);
        await FirstPodAsync(marker);
    }

    public async ValueTask DisposeAsync()
    {
        await StopRuntimeAsync();
        if (Fake is null) await Client.CoreV1.DeleteNamespaceAsync(Namespace);
        Client.Dispose();
        if (Fake is not null) await Fake.DisposeAsync();
    }

    private async Task StopRuntimeAsync()
    {
        foreach (var service in _provider.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
        await _provider.DisposeAsync();
    }

    private static async Task MakeNamespaceAsync(k8s.Kubernetes client, string ns)
    {
        await client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = ns } });
        // Before it is there no pod is let in.
        await Eventually.IsTrueAsync(async () => (await client.CoreV1.ListNamespacedServiceAccountAsync(ns)).Items.Any(account => account.Metadata.Name == "default"), "the namespace got no service account");
    }

    private static V1Job JobOf(string id, string ns) => new()
    {
        Metadata = new V1ObjectMeta { Name = id, NamespaceProperty = ns, Labels = new Dictionary<string, string> { ["flowforge.io/job-id"] = id }, Annotations = new Dictionary<string, string>() },
        Spec = new V1JobSpec
        {
            BackoffLimit = 6,
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string> { ["flowforge.io/job-id"] = id } },
                Spec = new V1PodSpec { RestartPolicy = "Never", Containers = [new V1Container { Name = "main", Image = "worker" }] },
            },
        },
    };
}
