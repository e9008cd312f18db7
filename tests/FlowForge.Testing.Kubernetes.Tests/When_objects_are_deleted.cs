using k8s;
using k8s.Models;

namespace FlowForge.Testing.Kubernetes.Tests;

public sealed class When_objects_are_deleted
{
    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_answer_with_what_is_gone(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        var map = await cluster.MapAsync("map");
        var answer = await cluster.Client.CoreV1.DeleteNamespacedConfigMapAsync("map", cluster.Namespace);
        Assert.Equal(("Success", "map", "configmaps", map.Uid()), (answer.Status, answer.Details.Name, answer.Details.Kind, answer.Details.Uid));
        Assert.Equal(404, (await TestCluster.RefusalAsync(() => cluster.Client.CoreV1.DeleteNamespacedConfigMapAsync("map", cluster.Namespace))).Code);
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_delete_only_the_one_that_is_meant(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        var job = await cluster.JobAsync("job");
        var refusal = await TestCluster.RefusalAsync(() => cluster.Client.BatchV1.DeleteNamespacedJobAsync("job", cluster.Namespace, new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = "another" } }));
        Assert.Equal((409, "Conflict", "Job"), (refusal.Code, refusal.Reason, refusal.Details.Kind));
        Assert.Equal($"Operation cannot be fulfilled on Job.batch \"job\": the UID in the precondition (another) does not match the UID in record ({job.Uid()}). The object might have been deleted and then recreated", refusal.Message);
        await cluster.Client.BatchV1.DeleteNamespacedJobAsync("job", cluster.Namespace, new V1DeleteOptions { PropagationPolicy = "Background", Preconditions = new V1Preconditions { Uid = job.Uid() } });
        Assert.Equal(404, (await TestCluster.RefusalAsync(() => cluster.Client.BatchV1.ReadNamespacedJobAsync("job", cluster.Namespace))).Code);
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_refuse_a_propagation_that_does_not_exist(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.JobAsync("job");
        var refusal = await TestCluster.RefusalAsync(() => cluster.Client.BatchV1.DeleteNamespacedJobAsync("job", cluster.Namespace, new V1DeleteOptions { PropagationPolicy = "Sideways" }));
        Assert.Equal((422, "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Sideways\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\""), (refusal.Code, refusal.Message));
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_wait_for_finalizers(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.MapAsync("map", meta => meta.Finalizers = ["flowforge.io/a", "flowforge.io/b"]);
        await cluster.Client.CoreV1.DeleteNamespacedConfigMapAsync("map", cluster.Namespace);
        Task Patch(params string[] finalizers) => cluster.Client.CoreV1.PatchNamespacedConfigMapAsync(TestCluster.Merge(new { metadata = new { finalizers } }), "map", cluster.Namespace);
        await Patch("flowforge.io/b");
        var waiting = await cluster.Client.CoreV1.ReadNamespacedConfigMapAsync("map", cluster.Namespace);
        Assert.NotNull(waiting.Metadata.DeletionTimestamp);
        Assert.Equal(["flowforge.io/b"], waiting.Metadata.Finalizers);
        Assert.Equal("ConfigMap \"map\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"flowforge.io/c\"}",
            (await TestCluster.RefusalAsync(() => Patch("flowforge.io/b", "flowforge.io/c"))).Message);
        await cluster.Client.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch), "map", cluster.Namespace);
        Assert.Equal(404, (await TestCluster.RefusalAsync(() => cluster.Client.CoreV1.ReadNamespacedConfigMapAsync("map", cluster.Namespace))).Code);
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_delete_a_collection_by_label_and_nothing_else(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.MapAsync("mine-1", meta => meta.Labels = new Dictionary<string, string> { ["job"] = "mine" });
        await cluster.MapAsync("mine-2", meta => meta.Labels = new Dictionary<string, string> { ["job"] = "mine" });
        await cluster.MapAsync("theirs", meta => meta.Labels = new Dictionary<string, string> { ["job"] = "theirs" });
        await cluster.Client.CoreV1.DeleteCollectionNamespacedConfigMapAsync(cluster.Namespace, labelSelector: "job=mine");
        Assert.Equal("theirs", Assert.Single((await cluster.Client.CoreV1.ListNamespacedConfigMapAsync(cluster.Namespace, labelSelector: "job")).Items).Name());
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_give_a_bound_pod_its_grace_period_which_can_only_become_shorter(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.JobAsync("job", job => job.Spec.Template.Spec.TerminationGracePeriodSeconds = 60);
        var pod = await cluster.PodAsync("job");
        async Task<(long?, DateTime)> Delete(int? grace)
        {
            var answer = await cluster.Client.CoreV1.DeleteNamespacedPodAsync(pod.Name(), cluster.Namespace, gracePeriodSeconds: grace);
            return (answer.Metadata.DeletionGracePeriodSeconds, answer.Metadata.DeletionTimestamp!.Value);
        }

        var (grace, until) = await Delete(null);
        Assert.Equal(60, grace);
        Assert.Equal((60L, until), await Delete(300));
        Assert.Equal((5L, until.AddSeconds(-55)), await Delete(5));
        await cluster.RemoveAsync(pod);
        Assert.DoesNotContain(pod.Name(), (await cluster.PodsAsync("job")).Select(left => left.Name()));
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_remove_a_pod_that_has_no_node_or_has_ended_at_once(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.JobAsync("unbound", job => job.Spec.Template.Spec.NodeName = null);
        await cluster.JobAsync("ended");
        var ended = await cluster.PodAsync("ended");
        await cluster.EndAsync(ended, "Succeeded");
        foreach (var pod in new[] { await cluster.PodAsync("unbound"), ended })
        {
            await cluster.Client.CoreV1.DeleteNamespacedPodAsync(pod.Name(), cluster.Namespace);
            Assert.Equal(404, (await TestCluster.RefusalAsync(() => cluster.Client.CoreV1.ReadNamespacedPodAsync(pod.Name(), cluster.Namespace))).Code);
        }
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_keep_a_claim_until_the_pod_that_used_it_is_gone(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        foreach (var name in new[] { "free", "used" })
        {
            await cluster.Client.CoreV1.CreateNamespacedPersistentVolumeClaimAsync(new V1PersistentVolumeClaim
            {
                Metadata = new V1ObjectMeta { Name = name },
                Spec = new V1PersistentVolumeClaimSpec { AccessModes = ["ReadWriteOnce"], Resources = new V1VolumeResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new("1Gi") } } },
            }, cluster.Namespace);
        }

        await cluster.JobAsync("job", job => job.Spec.Template.Spec.Volumes = [new V1Volume { Name = "data", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = "used" } }]);
        var pod = await cluster.PodAsync("job");
        await cluster.EndAsync(pod, "Running");
        foreach (var name in new[] { "free", "used" }) await cluster.Client.CoreV1.DeleteNamespacedPersistentVolumeClaimAsync(name, cluster.Namespace);
        async Task<string[]> Left() => [.. (await cluster.Client.CoreV1.ListNamespacedPersistentVolumeClaimAsync(cluster.Namespace)).Items.Select(claim => claim.Name())];
        await Eventually.IsTrueAsync(async () => (await Left()).SequenceEqual(["used"]), "only the used claim is left");
        await cluster.EndAsync(pod, "Succeeded");
        await cluster.UntilAsync("job", found => found.Status.Succeeded == 1, "the pod's end is known");
        Assert.Equal(["used"], await Left());
        await cluster.RemoveAsync(pod);
        await Eventually.IsTrueAsync(async () => (await Left()).Length == 0, "the used claim is gone, too");
    }
}
