using FlowForge.Jobs;
using FlowForge.Testing;
using FlowForge.Testing.Kubernetes.Faults;
using k8s.Models;

namespace FlowForge.KubernetesRuntime.Tests;

public sealed class When_a_job_must_not_be_touched
{
    [Theory]
    [InlineData("protected", "true", false)]
    [InlineData("protected", "true", true)]
    [InlineData("legal-hold", "true", false)]
    // Misspelt holds hold.
    [InlineData("legal-hold", "yes", false)]
    public async Task Should_every_act_be_refused_with_the_mark(string mark, string value, bool asLabel)
    {
        await using var cluster = await TestCluster.StartAsync();
        var pod = await cluster.AddRunningJobAsync("held", job => (asLabel ? job.Metadata.Labels : job.Metadata.Annotations)["flowforge.io/" + mark] = value);

        foreach (var act in (Func<Task>[])[() => cluster.TerminateAsync("held"), () => cluster.KillAsync("held"), () => cluster.ForceDeleteAsync("held")])
        {
            var failure = await Assert.ThrowsAsync<InvalidOperationException>(act);
            Assert.Contains($"carries flowforge.io/{mark}={value}; nothing was done", failure.Message, StringComparison.Ordinal);
        }

        Assert.Empty(cluster.Node.Signalled);
        Assert.Null(Assert.Single(await cluster.PodsAsync("held")).Metadata.DeletionTimestamp);
        Assert.Equal(6, (await cluster.JobAsync("held"))!.Spec.BackoffLimit);
        Assert.DoesNotContain(cluster.Counter.Calls, call => !call.StartsWith("GET", StringComparison.Ordinal));
        Assert.True(pod.Metadata.DeletionTimestamp is null);
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_a_hold_that_is_set_at_the_last_moment_still_hold(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await cluster.AddRunningJobAsync("late-hold");
        var isSet = false;
        cluster.Counter.Before = async request =>
        {
            if (request.Method != HttpMethod.Patch || isSet) return;
            isSet = true;
            await cluster.PatchJobAsync("late-hold", """{"metadata":{"annotations":{"flowforge.io/legal-hold":"true"}}}""");
        };

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.KillAsync("late-hold"));

        Assert.Contains("carries flowforge.io/legal-hold=true now", failure.Message, StringComparison.Ordinal);
        Assert.Null(await cluster.ConditionAsync("late-hold"));
        Assert.Null(Assert.Single(await cluster.PodsAsync("late-hold")).Metadata.DeletionTimestamp);
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_a_job_that_takes_the_place_of_another_at_the_last_moment_be_left(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        var old = await cluster.AddRunningJobAsync("replaced");
        var isReplaced = false;
        cluster.Counter.Before = async request =>
        {
            if (request.Method == HttpMethod.Get || isReplaced) return;
            isReplaced = true;
            await cluster.RemoveJobAsync("replaced");
            await cluster.AddJobAsync("replaced");
        };

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.KillAsync("replaced"));

        Assert.Contains("was replaced by another of that name", failure.Message, StringComparison.Ordinal);
        var now = (await cluster.JobAsync("replaced"))!;
        Assert.Null(now.Spec.ActiveDeadlineSeconds);
        Assert.Null(now.Metadata.DeletionTimestamp);
        await Eventually.IsTrueAsync(async () => (await cluster.PodsAsync("replaced")).Any(pod => pod.Uid() != old.Uid() && pod.Metadata.DeletionTimestamp is null), "the new Job lost its pod");
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_a_force_delete_leave_a_job_that_comes_after_it(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await cluster.AddRunningJobAsync("again");
        var isReplaced = false;
        cluster.Counter.Before = async request =>
        {
            if (request.Method != HttpMethod.Delete || isReplaced) return;
            isReplaced = true;
            await cluster.RemoveJobAsync("again");
            await cluster.AddJobAsync("again");
            await PodOfAsync(cluster, "again");
        };

        await cluster.ForceDeleteAsync("again");

        Assert.True(isReplaced);
        var now = (await cluster.JobAsync("again"))!;
        Assert.Null(now.Metadata.DeletionTimestamp);
        Assert.Null((await PodOfAsync(cluster, "again")).Metadata.DeletionTimestamp);
    }

    [Fact]
    public async Task Should_one_that_the_watch_has_not_seen_yet_be_looked_at_first()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AddRunningJobAsync("unseen");
        cluster.Fake!.Faults.Add(Fault.Hang("watch", "jobs") with { Times = Fault.Always });
        cluster.Fake.CloseWatches();
        await cluster.RemoveJobAsync("unseen");
        await cluster.AddJobAsync("unseen");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.KillAsync("unseen"));

        Assert.Contains("was replaced by another of that name", failure.Message, StringComparison.Ordinal);
        Assert.Null((await cluster.JobAsync("unseen"))!.Spec.ActiveDeadlineSeconds);
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_another_attempt_of_the_same_job_be_left(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        foreach (var attempt in (string[])["1", "2"])
        {
            await cluster.AddJobAsync("build", job => (job.Metadata.Labels["flowforge.io/attempt"], job.Spec.Template.Metadata.Labels["flowforge.io/attempt"]) = (attempt, attempt), name: $"build-{attempt}");
            await cluster.FirstPodAsync($"build-{attempt}");
            await cluster.SeenAsync("build", seen => seen is { Presence: JobPresence.Running, Alive: 1 }, "running", attempt: attempt == "1" ? 1 : 2);
        }

        await cluster.KillAsync("build", attempt: 1);

        await cluster.SeenAsync("build", seen => seen.Presence == JobPresence.Ended, "ended", attempt: 1);
        Assert.Equal(JobPresence.Running, (await cluster.ObserveAsync("build", attempt: 2)).Presence);
        Assert.Null(await cluster.ConditionAsync("build-2"));
        // What the two share is the later one's.
        Assert.Empty(await cluster.ListAsync("build", attempt: 1));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.DeleteAsync("build", new JobResource("job", "build-1", cluster.Namespace), attempt: 1));
        Assert.Contains("belongs to attempt 2 now", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_pods_of_other_controllers_be_left_whatever_their_labels_say()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AddRunningJobAsync("mine");
        await cluster.AddLeavingsAsync("others");
        var owner = cluster.Fake!.Find<V1ConfigMap>("others", "jobs")!;
        await cluster.AddPodAsync("stranger", "mine", new V1OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = "others", Uid = owner.Uid(), Controller = true });

        await cluster.KillAsync("mine");

        await cluster.SeenAsync("mine", seen => seen.Presence == JobPresence.Ended, "ended");
        Assert.Null(cluster.Fake.Find<V1Pod>("stranger", "jobs")!.Metadata.DeletionTimestamp);
        Assert.DoesNotContain(await cluster.ListAsync("mine"), resource => resource.Name == "stranger");
    }

    [Fact]
    public async Task Should_a_pod_whose_Job_does_not_carry_the_job_id_not_be_killed_in_vain()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AddJobAsync("half", job => job.Metadata.Labels.Clear());
        await cluster.SeenAsync("half", seen => seen is { Presence: JobPresence.Running, Alive: 1 }, "running");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.KillAsync("half"));

        Assert.Contains("Give the Job that label", failure.Message, StringComparison.Ordinal);
        Assert.Null(Assert.Single(await cluster.PodsAsync("half")).Metadata.DeletionTimestamp);
    }

    /// <summary>The pod of the Job that has the name now.</summary>
    private static async Task<V1Pod> PodOfAsync(TestCluster cluster, string name)
    {
        var uid = (await cluster.JobAsync(name))!.Uid();
        return await Eventually.GetAsync(async () => (await cluster.PodsAsync(name)).FirstOrDefault(pod => pod.Metadata.OwnerReferences[0].Uid == uid), "the new Job has no pod");
    }
}
