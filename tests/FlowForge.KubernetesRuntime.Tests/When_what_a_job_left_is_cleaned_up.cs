using FlowForge.Cleanup;
using FlowForge.Jobs;
using FlowForge.Testing;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime.Tests;

public sealed class When_what_a_job_left_is_cleaned_up
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_it_take_five_calls_at_most_and_leave_everything_of_others(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await EndedAsync(cluster, "warm-up");
        await CleanAsync(cluster, "warm-up");
        await EndedAsync(cluster, "done");
        await EndedAsync(cluster, "another");
        cluster.Counter.Forget();

        var removals = await CleanAsync(cluster, "done");

        Assert.All(removals, removal => Assert.Null(removal.Error));
        Assert.Equal(["configmap", "job", "persistentvolumeclaim", "pod", "secret"], removals.Select(removal => removal.Resource.Type).Order());
        Assert.All(removals, removal => Assert.Equal(cluster.Namespace, removal.Resource.Namespace));
        Assert.InRange(cluster.Counter.Calls.Count(call => !call.Contains("watch=true", StringComparison.Ordinal)), 1, 5);
        Assert.Null(await cluster.JobAsync("done"));
        Assert.Empty(await cluster.PodsAsync("done"));
        Assert.Empty(await cluster.LeavingsAsync("done"));
        Assert.Empty(await cluster.ListAsync("done"));

        Assert.NotNull(await cluster.JobAsync("another"));
        Assert.Single(await cluster.PodsAsync("another"));
        Assert.Equal(3, (await cluster.LeavingsAsync("another")).Count);
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_what_is_protected_be_left_and_said(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await EndedAsync(cluster, "kept", leavings: false);
        await cluster.AddLeavingsAsync("kept", metadata => metadata.Annotations["flowforge.io/protected"] = "true");
        await Eventually.IsTrueAsync(async () => (await cluster.ListAsync("kept")).Count == 5, "not all was listed");

        var removals = await CleanAsync(cluster, "kept");

        Assert.All(removals.Where(removal => removal.Resource.Type is "job" or "pod"), removal => Assert.Null(removal.Error));
        Assert.Equal(3, removals.Count(removal => removal.Error?.EndsWith("carries flowforge.io/protected=true; it was left", StringComparison.Ordinal) == true));
        Assert.Equal(3, (await cluster.LeavingsAsync("kept")).Count);
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_nothing_of_a_job_under_a_hold_be_removed(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await EndedAsync(cluster, "evidence");
        await cluster.PatchJobAsync("evidence", """{"metadata":{"annotations":{"flowforge.io/legal-hold":"true"}}}""");
        await Eventually.IsTrueAsync(() => cluster.Get<JobCache>().Of(cluster.Namespace).Jobs.Find("evidence")?.HeldBy is not null, "the hold was not seen");

        var removals = await CleanAsync(cluster, "evidence");

        Assert.Equal(5, removals.Count(removal => removal.Error?.Contains("carries flowforge.io/legal-hold=true", StringComparison.Ordinal) == true));
        Assert.NotNull(await cluster.JobAsync("evidence"));
        Assert.Equal(3, (await cluster.LeavingsAsync("evidence")).Count);
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_a_hold_that_is_set_at_the_last_moment_still_hold(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await EndedAsync(cluster, "late", leavings: false);
        var isSet = false;
        cluster.Counter.Before = async request =>
        {
            if (request.Method != HttpMethod.Delete || isSet) return;
            isSet = true;
            await cluster.PatchJobAsync("late", """{"metadata":{"labels":{"flowforge.io/protected":"true"}}}""");
        };

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.DeleteAsync("late", new JobResource("job", "late", cluster.Namespace)));

        Assert.Equal("job 'late' carries flowforge.io/protected=true; it was left", failure.Message);
        Assert.NotNull(await cluster.JobAsync("late"));
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_nothing_of_a_job_that_has_not_ended_be_removed(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await cluster.AddRunningJobAsync("busy");
        await cluster.AddLeavingsAsync("busy");
        await Eventually.IsTrueAsync(async () => (await cluster.ListAsync("busy")).Count == 5, "not all was listed");

        var removals = await CleanAsync(cluster, "busy");

        Assert.All(removals, removal => Assert.Contains("its Job 'busy' has not ended", removal.Error, StringComparison.Ordinal));
        Assert.Equal(3, (await cluster.LeavingsAsync("busy")).Count);
        Assert.Null(Assert.Single(await cluster.PodsAsync("busy")).Metadata.DeletionTimestamp);
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_what_is_gone_already_be_a_success_and_what_is_not_the_jobs_be_refused(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await EndedAsync(cluster, "gone");
        await EndedAsync(cluster, "other");
        await CleanAsync(cluster, "gone");

        foreach (var type in (string[])["job", "pod", "secret", "configmap", "persistentvolumeclaim"]) await cluster.DeleteAsync("gone", new JobResource(type, "gone", cluster.Namespace));
        // A name that another job has is not this job's: nothing is done.
        await cluster.DeleteAsync("gone", new JobResource("secret", "other", cluster.Namespace));
        Assert.Equal(3, (await cluster.LeavingsAsync("other")).Count);
        foreach (var wrong in (JobResource[])[new("node", "node-1", cluster.Namespace), new("secret", "gone", "kube-system"), new("secret", "gone")])
            await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.DeleteAsync("gone", wrong));
    }

    private Task<IReadOnlyList<Removal>> CleanAsync(TestCluster cluster, string id)
    {
        var cleaner = new ScopeCleaner(cluster.Runtime, new FakeArtifacts(), Options.Create(new CleanupOptions()));
        return CleanAsync(cleaner, cluster.Ref(id));
    }

    private async Task<IReadOnlyList<Removal>> CleanAsync(ScopeCleaner cleaner, JobRef job) =>
        await cleaner.RemoveAsync(job, CleanupScopes.Runtime, await cleaner.ListAsync(job, CleanupScopes.Runtime, _cancelled), _cancelled);

    private static async Task EndedAsync(TestCluster cluster, string id, bool leavings = true)
    {
        var pod = await cluster.AddRunningJobAsync(id);
        if (leavings) await cluster.AddLeavingsAsync(id);
        await cluster.Node.ExitAsync(pod, 0);
        await cluster.SeenAsync(id, seen => seen is { Presence: JobPresence.Ended, ExitCode: 0 }, "complete");
        await Eventually.IsTrueAsync(async () => (await cluster.ListAsync(id)).Count == (leavings ? 5 : 2), "not all was listed");
    }
}
