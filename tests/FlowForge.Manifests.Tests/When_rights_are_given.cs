using System.Text.RegularExpressions;
using k8s.Models;

namespace FlowForge.Manifests.Tests;

public sealed partial class When_rights_are_given
{
    public static TheoryData<string> Services => [.. Manifests.Services];

    [Fact]
    public void Should_they_be_those_of_the_table_and_no_other() =>
        Assert.Equal(Rights.Allowed.Select(right => right.ToString()).Order(), Rights.Given.Select(right => right.ToString()).Order());

    [Fact]
    public void Should_they_end_at_the_job_namespace()
    {
        Assert.DoesNotContain(Manifests.All, manifest => manifest.Kind is V1ClusterRole.KubeKind or V1ClusterRoleBinding.KubeKind);
        Assert.All(Manifests.All.Where(manifest => manifest.Kind is V1Role.KubeKind or V1RoleBinding.KubeKind), manifest => Assert.StartsWith("job-namespace/", manifest.File, StringComparison.Ordinal));
    }

    [Fact]
    public void Should_each_role_be_bound_to_its_own_service_alone() => Assert.All(Manifests.Of<V1RoleBinding>(), binding =>
    {
        var subject = Assert.Single(binding.Subjects);
        Assert.Equal(("ServiceAccount", "flowforge", $"flowforge-{subject.Name}"), (subject.Kind, subject.NamespaceProperty, binding.RoleRef.Name));
        Assert.Equal((V1Role.KubeKind, binding.RoleRef.Name), (binding.RoleRef.Kind, binding.Metadata.Name));
        Assert.Contains(subject.Name, Manifests.Services);
    });

    [Theory, MemberData(nameof(Services))]
    public void Should_a_token_go_to_those_alone_who_have_rights(string service)
    {
        Assert.Equal(Rights.Holders.Contains(service), Manifests.The<V1Deployment>(service).Spec.Template.Spec.AutomountServiceAccountToken);
        Assert.Equal(Rights.Holders.Contains(service), Manifests.The<V1ServiceAccount>(service).AutomountServiceAccountToken);
    }

    [Fact]
    public void Should_the_services_be_told_of_each_namespace_that_has_them()
    {
        var told = Namespaces().Matches(File.ReadAllText(Path.Combine(Manifests.Folder, "base", "settings.env"))).Select(match => match.Groups[1].Value);
        var folder = Path.Combine(Manifests.Folder, "job-namespaces");

        Assert.Equal(Directory.GetDirectories(folder).Select(Path.GetFileName).Order(), told.Order());
        Assert.All(Directory.GetDirectories(folder), path =>
        {
            Assert.Equal(Path.GetFileName(path), Kustomization.In(path).Namespace);
            Assert.Contains(Path.GetFileName(path), Kustomization.In(folder).Resources);
        });
    }

    [GeneratedRegex("^FLOWFORGE__KUBERNETES__NAMESPACES__[0-9]+=(.+)$", RegexOptions.Multiline)]
    private static partial Regex Namespaces();
}
