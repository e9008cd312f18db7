using k8s;
using k8s.Models;

namespace FlowForge.Manifests.Tests;

/// <summary>
/// The real API server that <c>FLOWFORGE_KUBECONFIG</c> names, with two namespaces of these tests' own: one in the place of the services', one
/// in that of a job namespace, with the roles in it. Both are removed at the end. Without that variable its tests are skipped.
/// </summary>
public sealed class ApiServer : IAsyncLifetime
{
    private const string Variable = "FLOWFORGE_KUBECONFIG";
    private readonly string? _file = Environment.GetEnvironmentVariable(Variable);
    private Kubernetes? _client;
    private HashSet<string> _served = [];

    public string ServiceNamespace { get; private set; } = "";
    public string JobNamespace { get; private set; } = "";

    /// <summary>As an administrator. Skips the test where there is no server.</summary>
    public Kubernetes Client
    {
        get
        {
            Assert.SkipWhen(_client is null, $"needs a Kubernetes API server: {Variable} names a kubeconfig");
            return _client!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (string.IsNullOrEmpty(_file)) return;
        _client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(_file));
        _served = [.. (await _client.Apis.GetAPIVersionsAsync()).Groups.SelectMany(group => group.Versions).Select(version => version.GroupVersion), "v1"];
        (ServiceNamespace, JobNamespace) = (await NewNamespaceAsync("services"), await NewNamespaceAsync("jobs"));
        foreach (var role in Manifests.Of<V1Role>()) await _client.RbacAuthorizationV1.CreateNamespacedRoleAsync(role, JobNamespace);
        foreach (var binding in Manifests.Copies<V1RoleBinding>(V1RoleBinding.KubeKind))
        {
            foreach (var subject in binding.Subjects) subject.NamespaceProperty = ServiceNamespace;
            await _client.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(binding, JobNamespace);
        }
        foreach (var account in Manifests.Of<V1ServiceAccount>()) await _client.CoreV1.CreateNamespacedServiceAccountAsync(account, ServiceNamespace);
    }

    /// <summary>Whether the server is new enough for a kind.</summary>
    public bool Serves(string apiVersion) => Client is not null && _served.Contains(apiVersion);

    /// <summary>A client that signs in with a service's own token.</summary>
    public async Task<Kubernetes> SignInAsync(string service, CancellationToken cancellationToken)
    {
        var request = new Authenticationv1TokenRequest { Spec = new() { Audiences = [], ExpirationSeconds = 600 } };
        var token = await Client.CoreV1.CreateNamespacedServiceAccountTokenAsync(request, service, ServiceNamespace, cancellationToken: cancellationToken);
        var server = KubernetesClientConfiguration.BuildConfigFromConfigFile(_file);
        return new Kubernetes(new KubernetesClientConfiguration { Host = server.Host, SslCaCerts = server.SslCaCerts, SkipTlsVerify = server.SkipTlsVerify, AccessToken = token.Status.Token });
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is null) return;
        foreach (var name in new[] { JobNamespace, ServiceNamespace }.Where(name => name.Length > 0)) await _client.CoreV1.DeleteNamespaceAsync(name);
        _client.Dispose();
    }

    private async Task<string> NewNamespaceAsync(string purpose) =>
        (await _client!.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new() { GenerateName = $"flowforge-test-{purpose}-" } })).Metadata.Name;
}
