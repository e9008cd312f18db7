using k8s.Models;

namespace FlowForge.Manifests.Tests;

public sealed class When_the_network_is_closed
{
    private const string ByPortsAlone = "egress-kubernetes-api";

    public static TheoryData<string> Policies => [.. Manifests.Of<V1NetworkPolicy>().Select(policy => policy.Metadata.Name)];
    public static TheoryData<string> Services => [.. Manifests.Services];

    [Fact]
    public void Should_nothing_be_open_by_itself()
    {
        var policy = Manifests.The<V1NetworkPolicy>("default-deny").Spec;

        Assert.Null(policy.PodSelector.MatchLabels);
        Assert.Equal(["Ingress", "Egress"], policy.PolicyTypes);
        Assert.True(policy.Ingress is null && policy.Egress is null);
    }

    [Theory, MemberData(nameof(Policies))]
    public void Should_each_opening_say_between_whom(string name)
    {
        var policy = Manifests.The<V1NetworkPolicy>(name).Spec;

        Assert.All(policy.Ingress ?? [], rule => Assert.True(rule.FromProperty is { Count: > 0 } && rule.Ports is { Count: > 0 }));
        Assert.All(policy.Egress ?? [], rule => Assert.True(rule.To is { Count: > 0 } || name == ByPortsAlone));
    }

    [Fact]
    public void Should_the_API_server_have_an_address_in_production()
    {
        var patch = Manifests.Files.Single(manifest => manifest.IsPatch && manifest.Name == ByPortsAlone);

        var rule = Assert.Single(((V1NetworkPolicy)patch.Object).Spec.Egress);
        Assert.EndsWith("/32", Assert.Single(rule.To).IpBlock.Cidr, StringComparison.Ordinal);
        Assert.Equal(Manifests.The<V1NetworkPolicy>(ByPortsAlone).Spec.Egress[0].Ports.Select(port => port.Port.Value), rule.Ports.Select(port => port.Port.Value));
    }

    [Theory, MemberData(nameof(Services))]
    public void Should_those_alone_reach_the_API_server_who_have_rights_there(string service) =>
        Assert.Equal(Rights.Holders.Contains(service), Manifests.The<V1Deployment>(service).Spec.Template.Metadata.Labels.ContainsKey(Network.UsesKubernetesApi));

    [Theory, MemberData(nameof(Policies))]
    public void Should_each_be_about_pods_that_exist(string name) => Assert.Contains(Manifests.Workloads, workload =>
        (Manifests.The<V1NetworkPolicy>(name).Spec.PodSelector.MatchLabels ?? new Dictionary<string, string>()).All(label => workload.Template.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value));
}
