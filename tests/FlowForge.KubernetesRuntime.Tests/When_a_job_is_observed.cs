using FlowForge.Jobs;
using FlowForge.Testing;
using FlowForge.Testing.Kubernetes.Faults;

namespace FlowForge.KubernetesRuntime.Tests;

public sealed class When_a_job_is_observed
{
    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_a_healthy_one_cost_no_call(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await cluster.AddRunningJobAsync("healthy");
        cluster.Counter.Forget();

        for (var i = 0; i < 1000; i++) Assert.Equal(JobPresence.Running, (await cluster.ObserveAsync("healthy")).Presence);

        Assert.Empty(cluster.Counter.Calls);
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_its_end_be_told_with_time_and_exit_code(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        var good = await cluster.AddRunningJobAsync("good");
        var bad = await cluster.AddRunningJobAsync("bad", job => job.Spec.BackoffLimit = 0);
        Assert.Equal(JobPresence.NotFound, (await cluster.ObserveAsync("never-heard-of")).Presence);

        await cluster.Node.ExitAsync(good, 0);
        await cluster.Node.ExitAsync(bad, 3);

        await cluster.SeenAsync("good", seen => seen is { Presence: JobPresence.Ended, ExitCode: 0, Alive: 0, FinishedAt: not null }, "complete");
        await cluster.SeenAsync("bad", seen => seen is { Presence: JobPresence.Ended, ExitCode: 3, Alive: 0, FinishedAt: not null } && seen.Detail.Contains("BackoffLimitExceeded", StringComparison.Ordinal), "failed");
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_every_job_be_found_where_a_listing_has_many_pages(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind, options => options.PageSize = 2, start: false);
        foreach (var id in (string[])["a", "b", "c", "d", "e"]) await cluster.AddJobAsync(id);
        await cluster.StartRuntimeAsync();

        foreach (var id in (string[])["a", "b", "c", "d", "e"]) Assert.Equal(JobPresence.Running, (await cluster.ObserveAsync(id)).Presence);
    }

    [Fact]
    public async Task Should_one_without_a_Job_be_alive_while_its_pods_are()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AddRunningJobAsync("orphan");
        await cluster.OrphanJobAsync("orphan");
        await cluster.SeenAsync("orphan", seen => seen is { Presence: JobPresence.Running, Alive: 1 } && seen.Detail.Contains("its Job is gone", StringComparison.Ordinal), "without its Job");

        await cluster.KillAsync("orphan");

        await cluster.SeenAsync("orphan", seen => seen.Presence == JobPresence.Ended, "ended");
    }

    [Fact]
    public async Task Should_nothing_be_called_gone_while_the_API_server_is_away()
    {
        await using var cluster = await TestCluster.StartAsync(configure: options => options.CallTimeout = TimeSpan.FromSeconds(2));
        await cluster.AddRunningJobAsync("patient");

        cluster.Fake!.IsAway = true;
        await Eventually.IsTrueAsync(() => cluster.Get<JobCache>().Problem is not null, "the outage was not noticed");
        var failure = await Assert.ThrowsAsync<KubernetesApiException>(() => cluster.ObserveAsync("patient"));
        Assert.Contains("could not be reached", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<KubernetesApiException>(() => cluster.ObserveAsync("unknown"));
        cluster.AddUnreached("newcomer");

        cluster.Fake.IsAway = false;
        await Eventually.IsTrueAsync(() => cluster.Get<JobCache>().Problem is null, "it was not noticed that the server is back");
        Assert.Equal(JobPresence.Running, (await cluster.ObserveAsync("patient")).Presence);
        await cluster.SeenAsync("newcomer", seen => seen.Presence == JobPresence.Running, "after the outage");
    }

    [Fact]
    public async Task Should_an_API_server_that_comes_later_be_waited_for()
    {
        await using var cluster = await TestCluster.StartAsync(configure: options => options.CallTimeout = TimeSpan.FromSeconds(2), start: false);
        await cluster.AddJobAsync("early");
        cluster.Fake!.IsAway = true;
        await cluster.StartRuntimeAsync();
        await Assert.ThrowsAsync<KubernetesApiException>(() => cluster.ObserveAsync("early"));

        cluster.Fake.IsAway = false;

        await Eventually.IsTrueAsync(() => cluster.Get<JobCache>().Problem is null, "the server was not found");
        Assert.Equal(JobPresence.Running, (await cluster.ObserveAsync("early")).Presence);
    }

    [Fact]
    public async Task Should_watches_that_end_be_begun_again_and_lose_nothing()
    {
        await using var cluster = await TestCluster.StartAsync();
        var pod = await cluster.AddRunningJobAsync("watched", job => job.Spec.BackoffLimit = 0);
        foreach (var resource in (string[])["jobs", "pods"]) cluster.Fake!.Faults.Add(Fault.WatchEnds(resource) with { Times = 3 });
        cluster.Fake!.CloseWatches();
        await cluster.Node.ExitAsync(pod, 7);

        await cluster.SeenAsync("watched", seen => seen is { Presence: JobPresence.Ended, ExitCode: 7 }, "ended");
        Assert.True(cluster.Fake.Faults.AreUsedUp);
    }

    [Fact]
    public async Task Should_all_be_listed_again_where_the_version_is_too_old()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AddRunningJobAsync("stays");
        await cluster.AddRunningJobAsync("goes");
        foreach (var resource in (string[])["jobs", "pods"]) cluster.Fake!.Faults.Add(Fault.WatchExpires(resource));
        cluster.Counter.Forget();
        cluster.Fake!.CloseWatches();
        await cluster.RemoveJobAsync("goes");

        await cluster.SeenAsync("goes", seen => seen.Presence == JobPresence.Ended && seen.Detail.Contains("was deleted", StringComparison.Ordinal), "deleted");
        Assert.Equal(JobPresence.Running, (await cluster.ObserveAsync("stays")).Presence);
        await Eventually.IsTrueAsync(() => cluster.Fake.Faults.AreUsedUp && cluster.Counter.Calls.Count(call => call.Contains("limit=", StringComparison.Ordinal)) >= 2, "nothing was listed again");
    }

    [Fact]
    public async Task Should_a_watch_that_falls_silent_be_taken_for_dead()
    {
        await using var cluster = await TestCluster.StartAsync(configure: options => (options.StaleAfter, options.CallTimeout) = (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)));
        await cluster.AddRunningJobAsync("silent");
        foreach (var resource in (string[])["jobs", "pods"]) cluster.Fake!.Faults.Add(Fault.Hang("watch", resource) with { Times = Fault.Always });
        cluster.Fake!.CloseWatches();

        // Asked until it fails: a watch that was begun just before the fault is heard once more.
        var failure = await Eventually.GetAsync(async () => await Record.ExceptionAsync(() => cluster.ObserveAsync("silent")), "the silence was not noticed");
        Assert.IsType<KubernetesApiException>(failure);
        Assert.Contains("said nothing for", failure.Message, StringComparison.Ordinal);

        cluster.Fake.Faults.Clear();
        await Eventually.IsTrueAsync(() => cluster.Get<JobCache>().Problem is null, "the watch was not begun again");
        Assert.Equal(JobPresence.Running, (await cluster.ObserveAsync("silent")).Presence);
    }

    [Fact]
    public async Task Should_a_missing_right_be_named()
    {
        await using var cluster = await TestCluster.StartAsync(configure: options => options.CallTimeout = TimeSpan.FromSeconds(2), start: false);
        cluster.Fake!.Faults.Add(Fault.Forbidden("list", "pods") with { Times = Fault.Always });
        await cluster.StartRuntimeAsync();

        var failure = await Assert.ThrowsAsync<KubernetesApiException>(() => cluster.ObserveAsync("any"));

        Assert.Contains("lacks the verb 'list' on 'pods' in namespace 'jobs'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_a_place_or_name_that_is_not_allowed_be_refused_with_the_reason()
    {
        await using var cluster = await TestCluster.StartAsync();
        var elsewhere = new JobRef(JobId.Parse("job"), 1, null, "kube-system");
        var tooLong = new JobRef(JobId.Parse(new string('a', 63) + ".b"), 1, null, "jobs");
        await RefuseAsync(cluster, elsewhere, "namespace 'kube-system' of job 'job' is none in which FlowForge may act");
        await RefuseAsync(cluster, tooLong, "it may have 63");
        Assert.Throws<InvalidEventException>(() => JobId.Parse("a,b=c"));
        Assert.DoesNotContain(cluster.Counter.Calls, call => call.Contains("kube-system", StringComparison.Ordinal));
    }

    private static async Task RefuseAsync(TestCluster cluster, JobRef job, string reason)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var seen = await cluster.Runtime.ObserveAsync(job, cancelled);
        Assert.Equal(JobPresence.NotFound, seen.Presence);
        Assert.Contains(reason, seen.Detail, StringComparison.Ordinal);
        foreach (var act in (Func<Task>[])
        [
            () => cluster.Runtime.WarnAsync(job, "soon", cancelled),
            () => cluster.Runtime.TerminateAsync(job, TimeSpan.FromSeconds(1), cancelled),
            () => cluster.Runtime.KillAsync(job, cancelled),
            () => cluster.Runtime.ForceDeleteAsync(job, cancelled),
            () => cluster.Runtime.ListResourcesAsync(job, cancelled),
            () => cluster.Runtime.DeleteResourceAsync(job, new JobResource("job", "job", job.Namespace), cancelled),
        ])
        {
            Assert.Contains(reason, (await Assert.ThrowsAsync<InvalidOperationException>(act)).Message, StringComparison.Ordinal);
        }
    }
}
