using System.Text.Json;
using k8s.Models;

namespace FlowForge.Manifests.Tests;

public sealed class When_load_grows
{
    private static readonly IReadOnlyList<ScaledObject> Scaled = [.. Manifests.All.Where(manifest => manifest.Kind == "ScaledObject").Select(manifest => new ScaledObject(manifest))];

    public static TheoryData<string> Services => [.. Manifests.Services];

    [Theory, MemberData(nameof(Services))]
    public void Should_each_service_get_replicas_by_its_use_of_processors(string service)
    {
        var scaler = Manifests.The<V2HorizontalPodAutoscaler>(service).Spec;

        Assert.Equal(("apps/v1", V1Deployment.KubeKind, service), (scaler.ScaleTargetRef.ApiVersion, scaler.ScaleTargetRef.Kind, scaler.ScaleTargetRef.Name));
        Assert.True(scaler.MinReplicas >= 2 && scaler.MaxReplicas > scaler.MinReplicas);
        // A count in the manifest would undo the autoscaler's with every deployment.
        Assert.Null(Manifests.The<V1Deployment>(service).Spec.Replicas);
    }

    [Fact]
    public void Should_those_with_queues_get_them_by_queues_that_the_broker_has()
    {
        using var topology = JsonDocument.Parse(Repository.Read("infra/rabbitmq/definitions.json"));
        var queues = topology.RootElement.GetProperty("queues").EnumerateArray().Select(queue => queue.GetProperty("name").GetString()).ToHashSet();

        Assert.NotEmpty(Scaled);
        Assert.All(Scaled, scaled =>
        {
            Assert.Contains(scaled.Target, Manifests.Services);
            Assert.NotEmpty(scaled.Queues);
            Assert.All(scaled.Queues, queue => Assert.Contains(queue, queues));
            Assert.All(scaled.Queues, queue => Assert.StartsWith(scaled.Target, queue, StringComparison.Ordinal));
        });
    }

    /// <summary>Two autoscalers over one Deployment would work against each other.</summary>
    [Fact]
    public void Should_nobody_have_two_autoscalers()
    {
        var patch = Assert.Single(Kustomization.In(Path.Combine(Manifests.Folder, "components", "keda")).Patches);

        Assert.Equal(V2HorizontalPodAutoscaler.KubeKind, patch.Target!.Kind);
        Assert.Equal(Scaled.Select(scaled => scaled.Target).Order(), patch.Target.Name!.Split('|').Order());
    }
}
