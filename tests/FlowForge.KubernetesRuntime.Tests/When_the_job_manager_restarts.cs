using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;
using static FlowForge.KubernetesRuntime.Tests.When_nobody_announces_a_job;

namespace FlowForge.KubernetesRuntime.Tests;

public sealed class When_the_job_manager_restarts
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_only_what_is_not_settled_be_told()
    {
        using var folder = new TempFolder();
        await using var cluster = await TestCluster.StartAsync();
        await using (var before = await ClusterServices.StartAsync(cluster, folder: folder.Path))
        {
            var done = await cluster.AddRunningJobAsync("done", job => Annotate(job, ("timeout-seconds", "600")));
            await cluster.AddRunningJobAsync("runs-on", job => Annotate(job, ("timeout-seconds", "600")));
            await cluster.AddRunningJobAsync("ends-unseen", job => Annotate(job, ("timeout-seconds", "600")));
            await Eventually.IsTrueAsync(() => before.Sent.Of<JobStarted>().Count == 3, "they were not announced");
            await cluster.Node.ExitAsync(done, 0);
            await Eventually.IsTrueAsync(async () => await before.Registry.FindAsync(JobId.Parse("done"), _cancelled) is { IsFinished: true }, "its end is not known");
            await Eventually.IsTrueAsync(async () => await before.Registry.FindAsync(JobId.Parse("ends-unseen"), _cancelled) is { IsRunning: true }, "its start is not known");
        }

        await cluster.RestartRuntimeAsync(async () => await cluster.Node.ExitAsync(await cluster.FirstPodAsync("ends-unseen"), 0));
        await using var after = await ClusterServices.StartAsync(cluster, folder: folder.Path);
        await cluster.AddRunningJobAsync("newcomer", job => Annotate(job, ("timeout-seconds", "600")));

        await after.SeeAsync<JobStarted>(message => message.JobId == "newcomer");
        await after.SeeAsync<JobFinished>(message => message.JobId == "ends-unseen");
        Assert.Single(after.Sent.Of<JobStarted>());
        Assert.Single(after.Sent.Of<JobFinished>());
    }

    [Fact]
    public async Task Should_a_Job_that_came_and_ended_unseen_be_told_whole()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.RestartRuntimeAsync(async () =>
        {
            await cluster.AddJobAsync("brief", job => Annotate(job, ("timeout-seconds", "600")));
            await cluster.Node.RunAsync(await cluster.FirstPodAsync("brief"));
            await cluster.Node.ExitAsync(await cluster.FirstPodAsync("brief"), 0);
        });
        await using var harness = await ClusterServices.StartAsync(cluster);

        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(JobId.Parse("brief"), _cancelled) is { StartedAt: not null, Outcome: JobOutcome.Succeeded }, "it is not known");
    }

    [Fact]
    public async Task Should_a_Job_that_was_deleted_meanwhile_be_told_as_ended()
    {
        using var folder = new TempFolder();
        await using var cluster = await TestCluster.StartAsync();
        await using (var before = await ClusterServices.StartAsync(cluster, jobManager: false, folder: folder.Path))
        {
            // What the job manager of before has announced, two minutes ago.
            await before.Bus.Publish(new JobStarted
            {
                JobId = "vanished",
                StartedAt = TimeProvider.System.Now().AddMinutes(-2),
                Namespace = cluster.Namespace,
                CorrelationId = DerivedId.From("cluster-job", "vanished", 1).ToString(),
            }, _cancelled);
            await before.Bus.Publish(new JobStarted { JobId = "others", StartedAt = TimeProvider.System.Now().AddMinutes(-2), Namespace = cluster.Namespace }, _cancelled);
            foreach (var id in (string[])["vanished", "others"]) await Eventually.IsTrueAsync(async () => await before.Registry.FindAsync(JobId.Parse(id), _cancelled) is not null, "it is not known");
        }

        await using var after = await ClusterServices.StartAsync(cluster, folder: folder.Path);

        var finished = await after.SeeAsync<JobFinished>();
        Assert.Equal(("vanished", JobOutcome.Failed, "its Job was deleted"), (finished.JobId, finished.Outcome, finished.Reason));
        Assert.DoesNotContain(after.Sent.Of<JobFinished>(), message => message.JobId == "others");
    }
}
