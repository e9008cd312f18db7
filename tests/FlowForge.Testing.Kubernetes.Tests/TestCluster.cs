using System.Globalization;
using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace FlowForge.Testing.Kubernetes.Tests;

/// <summary>A namespace of its own on the fake or on a real API server, and what the comparisons say to both.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    public const string Kubeconfig = "FLOWFORGE_KUBECONFIG";

    /// <summary>Releases before this count pods as an old server does.</summary>
    private const int FirstCurrentMinor = 26;

    private readonly FakeCluster? _fake;

    private TestCluster(IKubernetes client, FakeCluster? fake, string ns) => (Client, _fake, Namespace) = (client, fake, ns);

    public IKubernetes Client { get; }

    public string Namespace { get; }

    public static async Task<TestCluster> StartAsync(Server server)
    {
        if (server == Server.Fake)
        {
            // What there is to compare with here is 1.20, so the fake is asked to be old, too.
            var fake = await FakeCluster.StartAsync(new FakeClusterOptions { ControlPlane = ControlPlane.Old });
            return await new TestCluster(fake.CreateClient(), fake, "compared").MakeNamespaceAsync();
        }

        var path = Environment.GetEnvironmentVariable(Kubeconfig);
        if (string.IsNullOrEmpty(path)) Assert.Skip($"{Kubeconfig} names no kubeconfig of a real API server to compare with.");
        var ns = "ff-compared-" + Path.GetFileNameWithoutExtension(Path.GetRandomFileName());
        return await new TestCluster(new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(path)), null, ns).MakeNamespaceAsync();
    }

    /// <summary>For what differs between releases.</summary>
    public async Task OnlyOldAsync()
    {
        if (_fake is not null) return;
        // v1.20.2; the fields major and minor are empty in builds that are not the project's own.
        var minor = int.Parse((await Client.Version.GetCodeAsync()).GitVersion.Split('.')[1], CultureInfo.InvariantCulture);
        if (minor >= FirstCurrentMinor) Assert.Skip($"Releases before 1.{FirstCurrentMinor} do this, and this one is 1.{minor}.");
    }

    /// <summary>The Status that a refused call was answered with.</summary>
    public static async Task<V1Status> RefusalAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<HttpOperationException>(call);
        var status = KubernetesJson.Deserialize<V1Status>(error.Response.Content);
        Assert.Equal((HttpStatusCode)status.Code!.Value, error.Response.StatusCode);
        Assert.Equal("Failure", status.Status);
        return status;
    }

    public static V1Patch Merge(object patch) => new(patch, V1Patch.PatchType.MergePatch);

    public Task<V1ConfigMap> MapAsync(string name, Action<V1ObjectMeta>? configure = null)
    {
        var meta = new V1ObjectMeta { Name = name };
        configure?.Invoke(meta);
        return Client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = meta }, Namespace);
    }

    /// <summary>A Job whose pods are bound to a node that exists nowhere: nobody runs them, and nobody ends them but the test.</summary>
    public Task<V1Job> JobAsync(string name, Action<V1Job>? configure = null)
    {
        var job = new V1Job
        {
            Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["of-the"] = "job" } },
            Spec = new V1JobSpec
            {
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string> { ["of-the"] = "template" } },
                    Spec = new V1PodSpec { NodeName = "nowhere", RestartPolicy = "Never", Containers = [new V1Container { Name = "main", Image = "none" }] },
                },
            },
        };
        configure?.Invoke(job);
        return Client.BatchV1.CreateNamespacedJobAsync(job, Namespace);
    }

    public async Task<V1Pod[]> PodsAsync(string job) => [.. (await Client.CoreV1.ListNamespacedPodAsync(Namespace, labelSelector: "job-name=" + job)).Items];

    public Task<V1Pod> PodAsync(string job, string? not = null) => Eventually.GetAsync(async () => (await PodsAsync(job)).FirstOrDefault(pod => pod.Name() != not), $"a pod of {job}");

    public Task<V1Job> UntilAsync(string job, Func<V1Job, bool> condition, string what) =>
        Eventually.GetAsync(async () => await Client.BatchV1.ReadNamespacedJobAsync(job, Namespace) is var found && condition(found) ? found : null, what);

    public Task EndAsync(V1Pod pod, string phase) => Client.CoreV1.PatchNamespacedPodStatusAsync(Merge(new { status = new { phase } }), pod.Name(), Namespace);

    public Task RemoveAsync(V1Pod pod) => Client.CoreV1.DeleteNamespacedPodAsync(pod.Name(), Namespace, gracePeriodSeconds: 0);

    public async ValueTask DisposeAsync()
    {
        if (_fake is null) await CleanAsync();
        Client.Dispose();
        if (_fake is not null) await _fake.DisposeAsync();
    }

    /// <summary>Pods on a node that exists nowhere end only by force.</summary>
    private async Task CleanAsync()
    {
        await Client.BatchV1.DeleteCollectionNamespacedJobAsync(Namespace, propagationPolicy: "Background");
        await Client.CoreV1.DeleteNamespaceAsync(Namespace);
        await Eventually.IsTrueAsync(async () =>
        {
            await Client.CoreV1.DeleteCollectionNamespacedPodAsync(Namespace, gracePeriodSeconds: 0);
            return (await Client.CoreV1.ListNamespaceAsync(fieldSelector: "metadata.name=" + Namespace)).Items.Count == 0;
        }, $"the namespace {Namespace} is gone", TimeSpan.FromSeconds(60));
    }

    private async Task<TestCluster> MakeNamespaceAsync()
    {
        await Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = Namespace } });
        return this;
    }
}
