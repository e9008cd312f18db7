using FlowForge.Jobs;
using FlowForge.Testing;
using k8s.Models;

namespace FlowForge.KubernetesRuntime.Tests;

public sealed class When_a_job_overruns
{
    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_every_step_of_the_ladder_be_carried_out_and_seen(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        var pod = await cluster.AddRunningJobAsync("overrun", ignoresTermination: true);

        await cluster.WarnAsync("overrun", "it ends soon");
        Assert.Equal("it ends soon", (await cluster.JobAsync("overrun"))!.Metadata.Annotations["flowforge.io/last-warning"]);
        Assert.Single(await cluster.EventsAsync(), e => e is { Message: "it ends soon", InvolvedObject: { Kind: "Job", Name: "overrun" } });

        await cluster.TerminateAsync("overrun");
        Assert.Equal([pod.Name()], cluster.Node.Signalled);
        Assert.Equal(JobPresence.Running, (await cluster.ObserveAsync("overrun")).Presence);

        await cluster.KillAsync("overrun");
        Assert.Empty(await cluster.PodsAsync("overrun"));
        Assert.StartsWith("Failed/", await cluster.ConditionAsync("overrun"), StringComparison.Ordinal);
        await cluster.SeenAsync("overrun", seen => seen.Presence == JobPresence.Ended && seen.ExitCode != 0 && seen.FinishedAt is not null, "ended");

        await cluster.ForceDeleteAsync("overrun");
        Assert.Null(await cluster.JobAsync("overrun"));
        await cluster.SeenAsync("overrun", seen => seen.Presence == JobPresence.Ended && seen.Detail.Contains("was deleted", StringComparison.Ordinal), "deleted");
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_no_pod_follow_one_that_fails_after_its_SIGTERM(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        var pod = await cluster.AddRunningJobAsync("saves-its-work");

        await cluster.TerminateAsync("saves-its-work");
        await cluster.Node.ExitAsync(pod, 143);

        await Eventually.IsTrueAsync(async () => await cluster.ConditionAsync("saves-its-work") == "Failed/BackoffLimitExceeded", "the Job did not fail");
        await cluster.LetControllersWorkAsync("marker");
        // Its pod is still there, with its logs, and no other.
        Assert.Equal([pod.Uid()], (await cluster.PodsAsync("saves-its-work")).Select(left => left.Uid()));
        await cluster.SeenAsync("saves-its-work", seen => seen is { Presence: JobPresence.Ended, ExitCode: 143 }, "ended with 143");
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_a_pod_that_follows_a_failed_one_be_the_last(ServerKind kind)
    {
        // Where the fake is used its clock skips the backoff; a real controller takes its ten seconds.
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var cluster = await TestCluster.StartAsync(kind, clusterTime: time);
        var first = await cluster.AddRunningJobAsync("second-try");
        await cluster.Node.ExitAsync(first, 1);
        var second = await Eventually.GetAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return (await cluster.PodsAsync("second-try")).FirstOrDefault(pod => pod.Uid() != first.Uid());
        }, "no second pod came");
        await cluster.Node.RunAsync(second);
        await cluster.SeenAsync("second-try", seen => seen.Detail.Contains(second.Name() + " Running", StringComparison.Ordinal), "running again");

        await cluster.TerminateAsync("second-try");
        Assert.Equal([second.Name()], cluster.Node.Signalled);
        await cluster.LetControllersWorkAsync("marker-1");
        Assert.Null(await cluster.ConditionAsync("second-try"));
        Assert.Null((await cluster.PodsAsync("second-try")).Single(pod => pod.Uid() == second.Uid()).Metadata.DeletionTimestamp);

        await cluster.Node.ExitAsync(second, 143);
        await Eventually.IsTrueAsync(async () => await cluster.ConditionAsync("second-try") == "Failed/BackoffLimitExceeded", "the Job did not fail");
        Assert.Equal(2, (await cluster.PodsAsync("second-try")).Count);
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_a_pod_without_a_shell_get_its_whole_grace_period_and_no_successor(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        cluster.Node.NoExec = "there is no shell";
        var pod = await cluster.AddRunningJobAsync("no-shell", ignoresTermination: true);

        await cluster.TerminateAsync("no-shell");

        var ending = Assert.Single(await cluster.PodsAsync("no-shell"), left => left.Uid() == pod.Uid());
        Assert.Equal(300, ending.Metadata.DeletionGracePeriodSeconds);
        Assert.Equal(JobPresence.Running, (await cluster.ObserveAsync("no-shell")).Presence);
        // Asked again it gets no other grace.
        await cluster.TerminateAsync("no-shell", TimeSpan.FromSeconds(10));
        Assert.Equal(300, (await cluster.PodsAsync("no-shell")).Single(left => left.Uid() == pod.Uid()).Metadata.DeletionGracePeriodSeconds);

        await cluster.Node.ExitAsync(pod, 143);
        await Eventually.IsTrueAsync(async () => await cluster.ConditionAsync("no-shell") is "Failed/DeadlineExceeded" or "Failed/BackoffLimitExceeded", "the Job did not fail");
        await cluster.LetControllersWorkAsync("marker");
        Assert.Empty(await cluster.PodsAsync("no-shell"));
        await cluster.SeenAsync("no-shell", seen => seen.Presence == JobPresence.Ended, "ended");
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_a_job_of_many_pods_end_as_a_whole(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await cluster.AddJobAsync("many", job => (job.Spec.Parallelism, job.Spec.Completions) = (3, 9));
        await Eventually.IsTrueAsync(async () => (await cluster.PodsAsync("many")).Count == 3, "three pods did not come");
        foreach (var pod in await cluster.PodsAsync("many")) await cluster.Node.RunAsync(pod, ignoresTermination: true);

        await cluster.TerminateAsync("many");
        Assert.Empty(cluster.Node.Signalled);
        await Eventually.IsTrueAsync(async () => (await cluster.PodsAsync("many")).All(pod => pod.Metadata.DeletionTimestamp is not null), "a pod was left or made");
        await cluster.KillAsync("many");

        Assert.Empty(await cluster.PodsAsync("many"));
        Assert.Equal("Failed/DeadlineExceeded", await cluster.ConditionAsync("many"));
        await cluster.LetControllersWorkAsync("marker");
        Assert.Empty(await cluster.PodsAsync("many"));
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_a_pending_job_be_killed_and_none_of_its_pods_come_back(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await cluster.AddJobAsync("pending");
        var other = await cluster.AddRunningJobAsync("another");
        await cluster.FirstPodAsync("pending");
        await cluster.SeenAsync("pending", seen => seen is { Presence: JobPresence.Running, Alive: 1 }, "pending");

        await cluster.KillAsync("pending");

        Assert.Equal("Failed/DeadlineExceeded", await cluster.ConditionAsync("pending"));
        await cluster.LetControllersWorkAsync("marker");
        Assert.Empty(await cluster.PodsAsync("pending"));
        // Again: it is ended, and nothing is left to do.
        await cluster.KillAsync("pending");
        await cluster.TerminateAsync("pending");
        Assert.Equal([other.Uid()], (await cluster.PodsAsync("another")).Select(pod => pod.Uid()));
        Assert.Null(await cluster.ConditionAsync("another"));
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_pods_that_do_not_carry_the_job_id_be_ended_too(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await cluster.AddJobAsync("bare", job => job.Spec.Template.Metadata.Labels.Clear());
        var pod = await cluster.FirstPodAsync("bare");
        await cluster.Node.RunAsync(pod, ignoresTermination: true);
        await cluster.SeenAsync("bare", seen => seen is { Presence: JobPresence.Running, Alive: 1 }, "running");

        await cluster.KillAsync("bare");

        Assert.Empty(await cluster.PodsAsync("bare"));
        await cluster.SeenAsync("bare", seen => seen.Presence == JobPresence.Ended, "ended");
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_a_force_delete_take_off_our_finalizers_and_no_others(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind, options => options.Patience = TimeSpan.FromSeconds(10));
        await cluster.AddJobAsync("held", job => job.Metadata.Finalizers = ["flowforge.io/artifacts", "example.com/theirs"]);
        await cluster.FirstPodAsync("held");
        await cluster.SeenAsync("held", seen => seen.Alive == 1, "pending");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.ForceDeleteAsync("held"));

        Assert.Contains("held by example.com/theirs", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["example.com/theirs"], (await cluster.JobAsync("held"))!.Metadata.Finalizers);
        Assert.Empty(await cluster.PodsAsync("held"));
        await cluster.PatchJobAsync("held", """{"metadata":{"finalizers":null}}""");
        await cluster.ForceDeleteAsync("held");
        Assert.Null(await cluster.JobAsync("held"));
    }
}
