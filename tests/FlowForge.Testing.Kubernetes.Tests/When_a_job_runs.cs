using k8s;
using k8s.Models;

namespace FlowForge.Testing.Kubernetes.Tests;

public sealed class When_a_job_runs
{
    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_have_a_pod_that_names_it(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        var job = await cluster.JobAsync("job");
        var pod = await cluster.PodAsync("job");
        Assert.StartsWith("job-", pod.Name(), StringComparison.Ordinal);
        Assert.Equal(("job", job.Uid(), "template"), (pod.GetLabel("job-name"), pod.GetLabel("controller-uid"), pod.GetLabel("of-the")));
        var owner = Assert.Single(pod.Metadata.OwnerReferences);
        Assert.Equal(("Job", "job", job.Uid(), true, true), (owner.Kind, owner.Name, owner.Uid, owner.Controller, owner.BlockOwnerDeletion));
        Assert.Equal(("Pending", 30L), (pod.Status.Phase, pod.Spec.TerminationGracePeriodSeconds));
        var running = await cluster.UntilAsync("job", found => found.Status.Active == 1, "the Job counts its pod");
        Assert.NotNull(running.Status.StartTime);
        Assert.Equal((1, 1, 6), (running.Spec.Parallelism, running.Spec.Completions, running.Spec.BackoffLimit));
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_be_complete_when_its_pod_has_succeeded(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.JobAsync("job");
        await cluster.EndAsync(await cluster.PodAsync("job"), "Succeeded");
        var ended = await cluster.UntilAsync("job", Is("Complete"), "the Job is complete");
        Assert.Equal((1, null, null), (ended.Status.Succeeded, ended.Status.Active, ended.Status.Failed));
        Assert.NotNull(ended.Status.CompletionTime);
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_fail_when_its_pods_have_failed_too_often(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.JobAsync("job", job => job.Spec.BackoffLimit = 0);
        await cluster.EndAsync(await cluster.PodAsync("job"), "Failed");
        var ended = await cluster.UntilAsync("job", Is("Failed"), "the Job has failed");
        var condition = ended.Status.Conditions.Single(condition => condition.Type == "Failed");
        Assert.Equal(("BackoffLimitExceeded", "Job has reached the specified backoff limit", 1), (condition.Reason, condition.Message, ended.Status.Failed));
        Assert.NotNull(condition.LastTransitionTime);
        Assert.Null(ended.Status.CompletionTime);
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_get_another_pod_for_one_that_is_deleted_on_an_old_server(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.OnlyOldAsync();
        await cluster.JobAsync("job", job => job.Spec.BackoffLimit = 0);
        string? last = null;
        for (var i = 0; i < 3; i++)
        {
            var pod = await cluster.PodAsync("job", not: last);
            await cluster.RemoveAsync(pod);
            last = pod.Name();
        }

        await cluster.PodAsync("job", not: last);
        var job = await cluster.UntilAsync("job", found => found.Status.Active == 1, "the last pod is counted");
        Assert.Equal((null, null), (job.Status.Failed, job.Status.Conditions));
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_get_another_pod_while_the_old_one_still_terminates_on_an_old_server(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.OnlyOldAsync();
        await cluster.JobAsync("job");
        var pod = await cluster.PodAsync("job");
        await cluster.Client.CoreV1.DeleteNamespacedPodAsync(pod.Name(), cluster.Namespace);
        await cluster.PodAsync("job", not: pod.Name());
        Assert.Equal(2, (await cluster.PodsAsync("job")).Length);
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_end_at_a_deadline_in_the_past_with_its_pods_own_grace(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.OnlyOldAsync();
        await cluster.JobAsync("job", job => job.Spec.Template.Spec.TerminationGracePeriodSeconds = 45);
        await cluster.UntilAsync("job", found => found.Status.Active == 1, "the pod is counted");
        await cluster.Client.BatchV1.PatchNamespacedJobAsync(TestCluster.Merge(new { spec = new { activeDeadlineSeconds = 0 } }), "job", cluster.Namespace);
        var ended = await cluster.UntilAsync("job", Is("Failed"), "the Job has failed");
        var condition = Assert.Single(ended.Status.Conditions);
        Assert.Equal(("DeadlineExceeded", "Job was active longer than specified deadline"), (condition.Reason, condition.Message));
        Assert.Null(ended.Status.Active);
        var pod = Assert.Single(await cluster.PodsAsync("job"));
        Assert.Equal(45, pod.Metadata.DeletionGracePeriodSeconds);
        await cluster.RemoveAsync(pod);
        Assert.Empty(await cluster.PodsAsync("job"));
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_have_no_pod_with_a_parallelism_of_nothing_and_not_be_over(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.JobAsync("job");
        var pod = await cluster.PodAsync("job");
        await cluster.UntilAsync("job", found => found.Status.Active == 1, "the pod is counted");
        await cluster.Client.BatchV1.PatchNamespacedJobAsync(TestCluster.Merge(new { spec = new { parallelism = 0 } }), "job", cluster.Namespace);
        var idle = await cluster.UntilAsync("job", found => found.Status.Active is null, "no pod is counted");
        Assert.Null(idle.Status.Conditions);
        Assert.Equal(30, Assert.Single(await cluster.PodsAsync("job")).Metadata.DeletionGracePeriodSeconds);
        await cluster.RemoveAsync(pod);
        await cluster.Client.BatchV1.PatchNamespacedJobAsync(TestCluster.Merge(new { spec = new { parallelism = 1 } }), "job", cluster.Namespace);
        await cluster.PodAsync("job", not: pod.Name());
    }

    private static Func<V1Job, bool> Is(string condition) => job => job.Status.Conditions?.Any(found => found.Type == condition && found.Status == "True") == true;
}
