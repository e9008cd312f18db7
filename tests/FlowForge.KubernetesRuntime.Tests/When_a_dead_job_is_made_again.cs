using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;
using k8s.Models;
using static FlowForge.KubernetesRuntime.Tests.When_nobody_announces_a_job;

namespace FlowForge.KubernetesRuntime.Tests;

public sealed class When_a_dead_job_is_made_again
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_its_next_attempt_be_what_its_author_wrote_and_take_the_place_of_the_old_one(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await using var harness = await ClusterServices.StartAsync(cluster);
        var started = await DieAsync(cluster, harness, "phoenix");

        await RequestAsync(harness, started);
        await RequestAsync(harness, started);

        await Eventually.IsTrueAsync(() => harness.Sent.Of<JobRecoveryAttempted>().Count == 2, "it was not told");
        Assert.All(harness.Sent.Of<JobRecoveryAttempted>(), told => Assert.True(told is { Action: "recreate", Success: true, NextAttempt: 2 }, told.Error));
        Assert.Null(await cluster.JobAsync("phoenix"));
        var made = (await cluster.JobAsync("phoenix-attempt-2"))!;
        Assert.Equal(("phoenix", "2", "acme"), (made.Metadata.Labels["flowforge.io/job-id"], made.Metadata.Labels["flowforge.io/attempt"], made.Metadata.Labels["flowforge.io/organization"]));
        Assert.Equal(("600", "phoenix"), (made.Metadata.Annotations["flowforge.io/timeout-seconds"], made.Metadata.Annotations["flowforge.io/follows"]));
        // The kill had set both.
        Assert.Equal((9000, 3), (made.Spec.ActiveDeadlineSeconds, made.Spec.BackoffLimit));
        Assert.Equal(["2", "x"], made.Spec.Template.Spec.Containers[0].Env.Select(variable => variable.Value));
        Assert.Equal("2", made.Spec.Template.Metadata.Labels["flowforge.io/attempt"]);
        Assert.Equal("2", (await cluster.FirstPodAsync("phoenix-attempt-2")).Metadata.Labels["flowforge.io/attempt"]);
        var next = await harness.SeeAsync<JobStarted>(message => message is { JobId: "phoenix", Attempt: 2 });
        Assert.Equal(("10m", 3), (next.Timeout, next.AttemptLimit));
        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(JobId.Parse("phoenix"), _cancelled) is { Attempt: 2, IsRunning: true }, "its second attempt does not run");

        // And once more, from what was made.
        var pod = await cluster.FirstPodAsync("phoenix-attempt-2");
        await cluster.Node.RunAsync(pod);
        await cluster.KillAsync("phoenix", attempt: 2);
        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(JobId.Parse("phoenix"), _cancelled) is { Attempt: 2, IsFinished: true }, "its second attempt did not end");
        await RequestAsync(harness, next);
        await Eventually.IsTrueAsync(async () => await cluster.JobAsync("phoenix-attempt-3") is { Spec.ActiveDeadlineSeconds: 9000 } && await cluster.JobAsync("phoenix-attempt-2") is null, "there is no third attempt");
    }

    [Fact]
    public async Task Should_one_whose_Job_is_gone_be_made_from_what_was_seen_of_it()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var harness = await ClusterServices.StartAsync(cluster);
        var started = await DieAsync(cluster, harness, "gone");
        await cluster.RemoveJobAsync("gone");
        await Eventually.IsTrueAsync(() => cluster.Get<JobCache>().Of(cluster.Namespace).Ended.Find("gone") is not null, "the watch does not know");

        await RequestAsync(harness, started);

        Assert.True((await harness.SeeAsync<JobRecoveryAttempted>()).Success);
        Assert.Equal(9000, (await cluster.JobAsync("gone-attempt-2"))!.Spec.ActiveDeadlineSeconds);
    }

    [Fact]
    public async Task Should_one_that_was_never_seen_be_told_as_not_done()
    {
        using var folder = new TempFolder();
        await using var cluster = await TestCluster.StartAsync();
        JobStarted started;
        await using (var before = await ClusterServices.StartAsync(cluster, folder: folder.Path)) started = await DieAsync(cluster, before, "forgotten");
        await cluster.RestartRuntimeAsync(() => cluster.RemoveJobAsync("forgotten"));
        await using var after = await ClusterServices.StartAsync(cluster, folder: folder.Path);

        await RequestAsync(after, started);

        var told = await after.SeeAsync<JobRecoveryAttempted>();
        Assert.Equal((false, "recreate", null), (told.Success, told.Action, told.NextAttempt));
        Assert.Contains("its Job is gone, and this job manager has not seen it", told.Error, StringComparison.Ordinal);
    }

    /// <summary>A request may come again, and late.</summary>
    [Fact]
    public async Task Should_an_attempt_that_has_come_and_gone_not_be_made_a_second_time()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var harness = await ClusterServices.StartAsync(cluster);
        var started = await DieAsync(cluster, harness, "once");
        await RequestAsync(harness, started);
        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(JobId.Parse("once"), _cancelled) is { Attempt: 2 }, "its second attempt is not known");
        await cluster.RemoveJobAsync("once-attempt-2");

        await RequestAsync(harness, started);

        await Eventually.IsTrueAsync(() => harness.Sent.Of<JobRecoveryAttempted>().Count == 2, "it was not told");
        Assert.Null(await cluster.JobAsync("once-attempt-2"));
    }

    [Fact]
    public async Task Should_one_that_is_held_be_left_as_it_is()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var harness = await ClusterServices.StartAsync(cluster);
        var started = await DieAsync(cluster, harness, "held");
        await cluster.PatchJobAsync("held", """{"metadata":{"annotations":{"flowforge.io/legal-hold":"true"}}}""");

        await RequestAsync(harness, started);

        var refused = await harness.SeeAsync<JobRecoveryAttempted>();
        Assert.Contains("carries flowforge.io/legal-hold=true", refused.Error, StringComparison.Ordinal);
        Assert.NotNull(await cluster.JobAsync("held"));
        Assert.Null(await cluster.JobAsync("held-attempt-2"));

        await cluster.PatchJobAsync("held", """{"metadata":{"annotations":{"flowforge.io/legal-hold":null}}}""");
        await RequestAsync(harness, started);

        var made = await harness.SeeAsync<JobRecoveryAttempted>(told => told.Success);
        Assert.NotEqual(refused.Id, made.Id);
        Assert.NotNull(await cluster.JobAsync("held-attempt-2"));
    }

    [Fact]
    public async Task Should_one_that_lives_be_left_alone()
    {
        await using var cluster = await TestCluster.StartAsync(configure: options => options.Patience = TimeSpan.FromSeconds(2));
        await using var harness = await ClusterServices.StartAsync(cluster);
        await cluster.AddRunningJobAsync("alive", job => Annotate(job, ("timeout-seconds", "600")));

        var started = await harness.SeeAsync<JobStarted>();
        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(JobId.Parse("alive"), _cancelled) is { IsRunning: true }, "it is not known");

        await RequestAsync(harness, started);

        Assert.Contains("it has not ended: Job 'alive' is active", (await harness.SeeAsync<JobRecoveryAttempted>()).Error, StringComparison.Ordinal);
        Assert.Single(await cluster.PodsAsync("alive"));
    }

    [Fact]
    public async Task Should_one_that_another_job_manager_announced_be_left_to_it()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var harness = await ClusterServices.StartAsync(cluster);
        var ours = await DieAsync(cluster, harness, "ours");
        await cluster.AddJobAsync("theirs", job => job.Spec.BackoffLimit = 0);
        await cluster.KillAsync("theirs");

        await RequestAsync(harness, new JobStarted { JobId = "theirs", StartedAt = ours.StartedAt, Namespace = cluster.Namespace, CorrelationId = DerivedId.Correlation("theirs", 1) });
        await RequestAsync(harness, ours);

        Assert.Equal("ours", (await harness.SeeAsync<JobRecoveryAttempted>()).JobId);
        Assert.NotNull(await cluster.JobAsync("theirs"));
        Assert.Null(await cluster.JobAsync("theirs-attempt-2"));
    }

    /// <summary>A job that ran, and of which nothing is alive any more.</summary>
    private async Task<JobStarted> DieAsync(TestCluster cluster, ServiceHarness harness, string id)
    {
        await cluster.AddRunningJobAsync(id, job =>
        {
            Annotate(job, ("timeout-seconds", "600"), ("attempt-limit", "3"));
            job.Metadata.Labels["flowforge.io/organization"] = "acme";
            (job.Spec.ActiveDeadlineSeconds, job.Spec.BackoffLimit) = (9000, 3);
            job.Spec.Template.Spec.Containers[0].Env = [new V1EnvVar { Name = "FLOWFORGE_ATTEMPT", Value = "1" }, new V1EnvVar { Name = "OTHER", Value = "x" }];
        });
        var started = await harness.SeeAsync<JobStarted>(message => message.JobId == id);
        await cluster.KillAsync(id);
        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(JobId.Parse(id), _cancelled) is { IsFinished: true }, "its end is not known");
        return started;
    }

    private Task RequestAsync(ServiceHarness harness, JobStarted died) => harness.Bus.Publish(new JobRestartRequested
    {
        Id = DerivedId.From("restart", died.JobId, died.Attempt + 1),
        JobId = died.JobId,
        Attempt = died.Attempt,
        NextAttempt = died.Attempt + 1,
        Namespace = died.Namespace,
        Cause = "no pods",
        At = TimeProvider.System.Now(),
        InitiatedBy = "test",
        CorrelationId = died.CorrelationId,
    }, _cancelled);
}
