using System.Reflection;
using k8s;
using k8s.Models;

namespace FlowForge.Manifests.Tests;

/// <summary>Dry runs: the server validates and admits all, and keeps nothing.</summary>
public sealed class When_manifests_are_sent_to_an_API_server(ApiServer server) : IClassFixture<ApiServer>
{
    private const string DryRun = "All";

    public static TheoryData<string> BuiltIn => [.. Manifests.All.Where(manifest => !manifest.IsForeign).Select(manifest => manifest.File)];

    [Theory, MemberData(nameof(BuiltIn))]
    public async Task Should_each_be_accepted(string file)
    {
        var manifest = new Manifest(file);
        Assert.SkipUnless(server.Serves(manifest.ApiVersion), $"the server does not have {manifest.ApiVersion} yet; checked by the client's model of it alone");

        var accepted = await CreateAsync(manifest, TestContext.Current.CancellationToken);

        Assert.NotNull(accepted.Metadata.Uid);
    }

    private async Task<IKubernetesObject<V1ObjectMeta>> CreateAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var core = server.Client.CoreV1;
        // Each into the other of the two namespaces than where these tests have it already.
        var to = manifest.Kind is V1Role.KubeKind or V1RoleBinding.KubeKind ? server.ServiceNamespace : server.JobNamespace;
        switch (manifest.Object)
        {
            case V1Namespace sent:
                sent.Metadata.Name += $"-{to}";
                return await core.CreateNamespaceAsync(sent, DryRun, cancellationToken: cancellationToken);
            case V1Service sent:
                return await core.CreateNamespacedServiceAsync(sent, to, DryRun, cancellationToken: cancellationToken);
            case V1ServiceAccount sent:
                return await core.CreateNamespacedServiceAccountAsync(sent, to, DryRun, cancellationToken: cancellationToken);
            case var sent:
                var kind = sent.GetType().GetCustomAttribute<KubernetesEntityAttribute>()!;
                return await server.Client.CustomObjects.CreateNamespacedCustomObjectAsync<ManifestHead>(sent, kind.Group, kind.ApiVersion, to, kind.PluralName, DryRun, cancellationToken: cancellationToken);
        }
    }
}
