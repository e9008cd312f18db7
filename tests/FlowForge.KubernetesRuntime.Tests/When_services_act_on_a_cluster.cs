using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;
using FlowForge.Testing.Kubernetes.Faults;
using static FlowForge.KubernetesRuntime.Tests.When_nobody_announces_a_job;

namespace FlowForge.KubernetesRuntime.Tests;

/// <summary>The services as they are, over this runtime.</summary>
public sealed class When_services_act_on_a_cluster
{
    private static readonly JobId Overrun = JobId.Parse("overrun");
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    /// <summary>A plain cluster: nobody tells of the job but its own Job, by annotations.</summary>
    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_a_job_that_overruns_be_ended_and_cleaned_up_and_the_audit_tell_it_in_order(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await using var harness = await ClusterServices.StartAsync(cluster);
        await cluster.AddRunningJobAsync("another", job => Annotate(job, ("timeout-seconds", "600")));
        await cluster.AddLeavingsAsync("another");
        await cluster.AddLeavingsAsync("overrun");
        await cluster.AddRunningJobAsync("overrun", job => Annotate(job, ("timeout-seconds", "5"), ("grace-period-seconds", "2"), ("ttl-seconds-after-finished", "10")), ignoresTermination: true);

        // Until its retention is over it is there to be looked at, failed, with no pod and none that comes back.
        await Eventually.IsTrueAsync(async () => await cluster.ConditionAsync("overrun") == "Failed/DeadlineExceeded" && (await cluster.PodsAsync("overrun")).All(pod => pod.Metadata.DeletionTimestamp is not null), "it did not fail");
        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(Overrun, _cancelled) is { Outcome: JobOutcome.Terminated }, "its end is not known");
        await cluster.LetControllersWorkAsync("marker");
        if (await cluster.JobAsync("overrun") is not null) Assert.All(await cluster.PodsAsync("overrun"), pod => Assert.NotNull(pod.Metadata.DeletionTimestamp));

        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(Overrun, _cancelled) is { IsCleanedUp: true }, "it was not cleaned up");
        Assert.Null(await cluster.JobAsync("overrun"));
        Assert.Empty(await cluster.PodsAsync("overrun"));
        Assert.Empty(await cluster.LeavingsAsync("overrun"));
        Assert.Single(await cluster.PodsAsync("another"));
        Assert.Equal(3, (await cluster.LeavingsAsync("another")).Count);
        await Eventually.IsTrueAsync(async () => (await AuditAsync(harness)).Count(entry => entry.Success && entry.Action == "delete" && entry.ResourceName == $"{cluster.Namespace}/overrun") == 4, "the audit lacks removals");
        var story = await AuditAsync(harness);
        AssertInOrder(story, "stage_pre_start", "stage_running", "stage_terminating", "soft_kill", "hard_kill", "stage_cleanup", "delete");
        // The cluster tells its end to the second, so it may stand before the kill of that second.
        AssertInOrder(story, "soft_kill", "stage_completing", "stage_failed", "stage_cleanup");
    }

    [Fact]
    public async Task Should_a_job_outside_the_allowed_namespaces_be_told_and_not_touched()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var harness = await ClusterServices.StartAsync(cluster, jobManager: false);

        await harness.Bus.Publish(new JobStarted { JobId = "elsewhere", StartedAt = TimeProvider.System.Now(), Namespace = "kube-system", Timeout = "1s", GracePeriod = "30s" }, _cancelled);

        var taken = await harness.SeeAsync<TimeoutActionTaken>(step => step.Action == TimeoutAction.SoftKill);
        Assert.Equal(TimeoutActionResult.Failed, taken.Result);
        Assert.Contains("namespace 'kube-system' of job 'elsewhere' is none in which FlowForge may act", $"{taken.Error} {taken.Reason}", StringComparison.Ordinal);
        Assert.DoesNotContain(cluster.Counter.Calls, call => call.Contains("kube-system", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_an_API_server_that_is_away_be_told_and_nothing_be_lost()
    {
        await using var cluster = await TestCluster.StartAsync(configure: options => options.CallTimeout = TimeSpan.FromSeconds(2));
        await using var harness = await ClusterServices.StartAsync(cluster, jobManager: false, new() { ["options:timeouts:unreachableDelay"] = "500ms" });
        await cluster.AddRunningJobAsync("overrun", ignoresTermination: true);
        await cluster.AddLeavingsAsync("overrun");
        cluster.Fake!.IsAway = true;
        await Eventually.IsTrueAsync(() => cluster.Get<JobCache>().Problem is not null, "the outage was not noticed");
        await harness.Bus.Publish(new JobStarted { JobId = "overrun", StartedAt = TimeProvider.System.Now(), Namespace = cluster.Namespace, Timeout = "1s", GracePeriod = "2s", Retention = "0s" }, _cancelled);
        await harness.SeeAsync<TimeoutActionTaken>(taken => taken.Result == TimeoutActionResult.Failed && taken.Error!.Contains("could not be reached", StringComparison.Ordinal));

        cluster.Fake.IsAway = false;

        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(Overrun, _cancelled) is { IsCleanedUp: true }, "it was not ended and cleaned up");
        Assert.Null(await cluster.JobAsync("overrun"));
        Assert.Empty(await cluster.LeavingsAsync("overrun"));
        await Eventually.IsTrueAsync(async () => (await AuditAsync(harness)).Any(entry => entry is { Action: "hard_kill", Success: true }), "the audit lacks the kill");
        var story = await AuditAsync(harness);
        Assert.Contains(story, entry => !entry.Success && entry.ErrorMessage!.Contains("could not be reached", StringComparison.Ordinal));
        Assert.DoesNotContain(story, entry => entry.Action == "dead_letter");
    }

    [Fact]
    public async Task Should_a_missing_right_be_named_in_the_audit()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var harness = await ClusterServices.StartAsync(cluster, jobManager: false);
        await cluster.AddRunningJobAsync("overrun", ignoresTermination: true);
        cluster.Fake!.Faults.Add(Fault.Forbidden("patch", "jobs") with { Times = Fault.Always });

        await harness.Bus.Publish(new JobStarted { JobId = "overrun", StartedAt = TimeProvider.System.Now(), Namespace = cluster.Namespace, Timeout = "1s", GracePeriod = "1s" }, _cancelled);

        await Eventually.IsTrueAsync(async () => (await AuditAsync(harness)).Any(entry => entry is { Action: "hard_kill", Success: false }
            && entry.ErrorMessage!.Contains("lacks the verb 'patch' on 'jobs' in namespace 'jobs'", StringComparison.Ordinal)), "the audit does not name the right");
        Assert.Single(await cluster.PodsAsync("overrun"));
    }

    private static void AssertInOrder(List<AuditEntry> story, params string[] steps)
    {
        var told = story.Select(entry => entry.Action).ToList();
        var places = steps.Select(step => told.IndexOf(step)).ToList();
        Assert.True(places[0] >= 0 && places.SequenceEqual(places.Order()), string.Join("\n", story.Select(entry => $"{entry.Timestamp:O} {entry.Action} {entry.ResourceType} {entry.ResourceName} {entry.Reason}")));
    }

    private async Task<List<AuditEntry>> AuditAsync(ServiceHarness harness) => [.. await harness.Audit.QueryAsync(new AuditQuery { JobId = Overrun.Value, Limit = 1000 }, _cancelled)];
}
