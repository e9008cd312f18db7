using k8s;
using k8s.Models;

namespace FlowForge.Testing.Kubernetes.Tests;

public sealed class When_a_job_is_deleted
{
    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_take_its_pods_along_in_the_background(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        var job = await cluster.JobAsync("job");
        var pod = await cluster.PodAsync("job");
        await cluster.Client.CoreV1.CreateNamespacedSecretAsync(new V1Secret { Metadata = new V1ObjectMeta { Name = "owned", OwnerReferences = [new V1OwnerReference { ApiVersion = "batch/v1", Kind = "Job", Name = "job", Uid = job.Uid() }] } }, cluster.Namespace);
        var answer = await cluster.Client.BatchV1.DeleteNamespacedJobAsync("job", cluster.Namespace, propagationPolicy: "Background");
        Assert.Equal(("Success", "jobs", job.Uid()), (answer.Status, answer.Details.Kind, answer.Details.Uid));
        var left = await Eventually.GetAsync(async () => await cluster.Client.CoreV1.ReadNamespacedPodAsync(pod.Name(), cluster.Namespace) is { Metadata.DeletionTimestamp: not null } found ? found : null, "the pod is being deleted");
        Assert.Equal(30, left.Metadata.DeletionGracePeriodSeconds);
        await Eventually.IsTrueAsync(async () => (await cluster.Client.CoreV1.ListNamespacedSecretAsync(cluster.Namespace, fieldSelector: "metadata.name=owned")).Items.Count == 0, "the secret went along");
        await cluster.RemoveAsync(pod);
        Assert.Empty(await cluster.PodsAsync("job"));
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_wait_for_its_pods_in_the_foreground(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.JobAsync("job");
        var pod = await cluster.PodAsync("job");
        await cluster.Client.BatchV1.DeleteNamespacedJobAsync("job", cluster.Namespace, propagationPolicy: "Foreground");
        await Eventually.IsTrueAsync(async () => (await cluster.Client.CoreV1.ReadNamespacedPodAsync(pod.Name(), cluster.Namespace)).Metadata.DeletionTimestamp is not null, "the pod is being deleted");
        var waiting = await cluster.Client.BatchV1.ReadNamespacedJobAsync("job", cluster.Namespace);
        Assert.Equal(["foregroundDeletion"], waiting.Metadata.Finalizers);
        Assert.NotNull(waiting.Metadata.DeletionTimestamp);
        await cluster.RemoveAsync(pod);
        await UntilGoneAsync(cluster);
        Assert.Empty(await cluster.PodsAsync("job"));
    }

    [Theory]
    [InlineData(Server.Fake, "Orphan"), InlineData(Server.Real, "Orphan"), InlineData(Server.Fake, null), InlineData(Server.Real, null)]
    public async Task Should_leave_its_pods_behind_if_told_so_or_not_told_at_all(Server server, string? propagation)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.JobAsync("job");
        var pod = await cluster.PodAsync("job");
        await cluster.Client.BatchV1.DeleteNamespacedJobAsync("job", cluster.Namespace, propagationPolicy: propagation);
        await UntilGoneAsync(cluster);
        var left = await cluster.Client.CoreV1.ReadNamespacedPodAsync(pod.Name(), cluster.Namespace);
        Assert.Null(left.Metadata.DeletionTimestamp);
        Assert.Null(left.Metadata.OwnerReferences);
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_collect_what_is_born_without_its_owner(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.MapAsync("late", meta => meta.OwnerReferences = [new V1OwnerReference { ApiVersion = "batch/v1", Kind = "Job", Name = "gone", Uid = "00000000-0000-0000-0000-00000000dead" }]);
        await Eventually.IsTrueAsync(async () => (await cluster.Client.CoreV1.ListNamespacedConfigMapAsync(cluster.Namespace, fieldSelector: "metadata.name=late")).Items.Count == 0, "it is collected");
    }

    private static Task UntilGoneAsync(TestCluster cluster) =>
        Eventually.IsTrueAsync(async () => (await cluster.Client.BatchV1.ListNamespacedJobAsync(cluster.Namespace)).Items.Count == 0, "the Job is gone");
}
