using k8s.Models;

namespace FlowForge.Manifests.Tests;

public sealed class When_an_overlay_is_built
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Overlays => ["development", "development/prepare", "production", "production/prepare"];
    public static TheoryData<string> ServiceOverlays => ["development", "production"];

    [Theory, MemberData(nameof(Overlays))]
    public async Task Should_everything_have_its_namespace(string overlay) => Assert.All(await BuildAsync(overlay), built =>
        Assert.True(built is V1Namespace || built.Metadata.NamespaceProperty is "flowforge" or "flowforge-jobs", $"{built.Kind} {built.Metadata.Name} would go wherever kubectl stands"));

    [Theory, MemberData(nameof(Overlays))]
    public async Task Should_every_image_have_a_version(string overlay)
    {
        var built = await BuildAsync(overlay);
        var pods = built.OfType<V1Deployment>().Select(found => found.Spec.Template).Concat(built.OfType<V1StatefulSet>().Select(found => found.Spec.Template)).Concat(built.OfType<V1Job>().Select(found => found.Spec.Template));

        Assert.All(pods.SelectMany(pod => pod.Spec.Containers), container => Assert.Matches(":(?!latest)[^:/]+$", container.Image));
    }

    [Theory, MemberData(nameof(ServiceOverlays))]
    public async Task Should_every_service_get_the_settings_that_are_built_with_it(string overlay)
    {
        var built = await BuildAsync(overlay);
        var settings = Assert.Single(built.OfType<V1ConfigMap>(), map => map.Metadata.Name.StartsWith("settings-", StringComparison.Ordinal));

        Assert.Equal(Manifests.Services.Order(), built.OfType<V1Deployment>().Select(deployment => deployment.Metadata.Name).Order());
        Assert.All(built.OfType<V1Deployment>(), deployment => Assert.Equal(settings.Metadata.Name, Assert.Single(deployment.Spec.Template.Spec.Containers[0].EnvFrom).ConfigMapRef.Name));
        Assert.Contains("FLOWFORGE__RABBITMQ__URL", settings.Data.Keys);
        Assert.Equal("/etc/flowforge/flowforge.json", settings.Data["FLOWFORGE__CONFIGFILE"]);
        Assert.Contains("flowforge.json", Assert.Single(built.OfType<V1ConfigMap>(), map => map.Metadata.Name == "config").Data.Keys);
    }

    [Theory, InlineData("development/prepare"), InlineData("production/prepare")]
    public async Task Should_rights_in_a_job_namespace_go_to_accounts_of_the_services(string overlay)
    {
        var bindings = (await BuildAsync(overlay)).OfType<V1RoleBinding>().ToList();

        Assert.Equal(Rights.Holders.Order(), bindings.Select(binding => Assert.Single(binding.Subjects).Name).Order());
        Assert.All(bindings, binding => Assert.Equal(("flowforge-jobs", "flowforge"), (binding.Metadata.NamespaceProperty, binding.Subjects[0].NamespaceProperty)));
    }

    [Fact]
    public async Task Should_the_optional_parts_fit_on_top()
    {
        using var folder = new TempFolder();
        string From(string part) => Path.GetRelativePath(folder.Path, Path.Combine(Manifests.Folder, part));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, Kustomization.FileName), $"""
            resources: [{From("overlays/production")}]
            components: [{From("components/keda")}, {From("components/service-monitor")}]
            """, Cancel);

        var built = await Built.FromAsync(folder.Path, Cancel);

        string[] scaled = [.. built.Where(found => found.Kind == "ScaledObject").Select(found => found.Metadata.Name)];
        Assert.Equal(Manifests.Services.Order(), scaled.Concat(built.OfType<V2HorizontalPodAutoscaler>().Select(found => found.Metadata.Name)).Order());
        Assert.Single(built, found => found.Kind == "ServiceMonitor");
        Assert.All(built, found => Assert.True(found is V1Namespace || found.Metadata.NamespaceProperty == "flowforge"));
    }

    private static Task<IReadOnlyList<k8s.IKubernetesObject<V1ObjectMeta>>> BuildAsync(string overlay) => Built.FromAsync(Path.Combine(Manifests.Folder, "overlays", overlay), Cancel);
}
