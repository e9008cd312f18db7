using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;

namespace FlowForge.KubernetesRuntime.Tests;

public sealed class When_nobody_announces_a_job
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_its_start_and_end_be_told_from_its_Job(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await using var harness = await ClusterServices.StartAsync(cluster);
        var good = await cluster.AddRunningJobAsync("good", job =>
        {
            Annotate(job, ("timeout-seconds", "7200"), ("grace-period-seconds", "300"), ("ttl-seconds-after-finished", "3600"), ("attempt-limit", "3"));
            (job.Metadata.Labels["flowforge.io/organization"], job.Metadata.Labels["flowforge.io/job-type"]) = ("acme", "build");
        });
        var bad = await cluster.AddRunningJobAsync("bad", job =>
        {
            Annotate(job, ("timeout-seconds", "60"));
            job.Spec.BackoffLimit = 0;
        });

        var started = await harness.SeeAsync<JobStarted>(message => message.JobId == "good");
        Assert.Equal(
            (1, cluster.Namespace, "acme", "build", "2h", "5m", "1h", 3, false),
            (started.Attempt, started.Namespace, started.Organization, started.JobType, started.Timeout, started.GracePeriod, started.Retention, started.AttemptLimit, started.Protected));
        Assert.Equal(new DateTimeOffset((await cluster.JobAsync("good"))!.Status.StartTime!.Value, TimeSpan.Zero), started.StartedAt);
        await harness.SeeAsync<JobStarted>(message => message.JobId == "bad");
        await cluster.Node.ExitAsync(good, 0);
        await cluster.Node.ExitAsync(bad, 3);

        var well = await harness.SeeAsync<JobFinished>(message => message.JobId == "good");
        Assert.Equal((JobOutcome.Succeeded, 0), (well.Outcome, well.ExitCode));
        Assert.Equal(new DateTimeOffset((await cluster.JobAsync("good"))!.Status.CompletionTime!.Value, TimeSpan.Zero), well.FinishedAt);
        var badly = await harness.SeeAsync<JobFinished>(message => message.JobId == "bad");
        Assert.Equal((JobOutcome.Failed, 3), (badly.Outcome, badly.ExitCode));
        Assert.Contains("BackoffLimitExceeded", badly.Reason, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_one_without_a_job_id_get_one_by_which_it_is_ended_and_removed(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await using var harness = await ClusterServices.StartAsync(cluster);

        await cluster.AddJobAsync("plain", job =>
        {
            Annotate(job, ("timeout-seconds", "1"), ("grace-period-seconds", "1"), ("ttl-seconds-after-finished", "0"));
            job.Metadata.Labels = null;
            job.Spec.Template.Metadata.Labels = null;
        });

        var started = await harness.SeeAsync<JobStarted>();
        Assert.StartsWith("plain-", started.JobId, StringComparison.Ordinal);
        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(JobId.Parse(started.JobId), _cancelled) is { IsCleanedUp: true, Outcome: JobOutcome.Terminated }, "it was not ended and cleaned up");
        Assert.Null(await cluster.JobAsync("plain"));
        await Eventually.IsTrueAsync(async () => (await cluster.PodsAsync("plain")).Count == 0, "its pod is there");
    }

    [Fact]
    public async Task Should_one_that_its_job_manager_announces_be_left_alone()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var harness = await ClusterServices.StartAsync(cluster);
        await harness.Bus.Publish(new JobStarted { JobId = "managed", StartedAt = TimeProvider.System.Now(), Namespace = cluster.Namespace, Timeout = "30m" }, _cancelled);
        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(JobId.Parse("managed"), _cancelled) is { IsRunning: true }, "it was not announced");

        await cluster.AddRunningJobAsync("managed", job => Annotate(job, ("timeout-seconds", "60")));
        await cluster.AddRunningJobAsync("marker", job => Annotate(job, ("timeout-seconds", "60")));

        await harness.SeeAsync<JobStarted>(message => message.JobId == "marker");
        Assert.Equal("30m", Assert.Single(harness.Sent.Of<JobStarted>(), message => message.JobId == "managed").Timeout);
    }

    /// <summary>By the cluster's clock one has run for long, and one has only just begun.</summary>
    [Fact]
    public async Task Should_job_managers_have_a_head_start()
    {
        var time = new FakeTimeProvider();
        await using var cluster = await TestCluster.StartAsync(clusterTime: time);
        await using var harness = await ClusterServices.StartAsync(cluster, options: new() { ["options:clusterJobs:headStart"] = "10m" });
        var old = await cluster.AddRunningJobAsync("old", job => Annotate(job, ("protected", "true")));
        await harness.SeeAsync<JobStarted>(message => message.JobId == "old");

        time.SetUtcNow(TimeProvider.System.GetUtcNow());
        await cluster.AddRunningJobAsync("young", job => Annotate(job, ("protected", "true")));
        await cluster.Node.ExitAsync(old, 0);

        // It ended after the other was seen.
        await harness.SeeAsync<JobFinished>(message => message.JobId == "old");
        Assert.Single(harness.Sent.Of<JobStarted>());
    }

    [Fact]
    public async Task Should_one_that_says_nothing_to_FlowForge_be_left_alone()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var harness = await ClusterServices.StartAsync(cluster);
        await cluster.AddRunningJobAsync("silent");
        await cluster.AddJobAsync("strange", job => job.Metadata.Labels = null);
        await cluster.AddRunningJobAsync("marker", job => Annotate(job, ("timeout-seconds", "60")));

        await harness.SeeAsync<JobStarted>(message => message.JobId == "marker");

        Assert.Single(harness.Sent.Of<JobStarted>());
        Assert.Null((await cluster.JobAsync("strange"))!.Metadata.Labels);
    }

    [Fact]
    public async Task Should_an_end_that_its_job_manager_does_not_tell_be_told()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var harness = await ClusterServices.StartAsync(cluster);
        var pod = await cluster.AddRunningJobAsync("managed");
        await harness.Bus.Publish(new JobStarted { JobId = "managed", StartedAt = TimeProvider.System.Now().AddMinutes(-1), Namespace = cluster.Namespace }, _cancelled);
        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(JobId.Parse("managed"), _cancelled) is { IsRunning: true }, "it was not announced");

        await cluster.Node.ExitAsync(pod, 0);

        Assert.Equal(JobOutcome.Succeeded, (await harness.SeeAsync<JobFinished>(message => message.JobId == "managed")).Outcome);
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_what_cannot_be_read_be_told_and_left_to_the_policy(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await using var harness = await ClusterServices.StartAsync(cluster);

        await cluster.AddJobAsync("careless", job =>
        {
            Annotate(job, ("timeout-seconds", "two hours"), ("grace-period-seconds", "0"), ("attempt-limit", "1000"), ("ttl-seconds-after-finished", "60"));
            job.Metadata.Labels["flowforge.io/organization"] = "Acme_Inc";
        });

        var started = await harness.SeeAsync<JobStarted>(message => message.JobId == "careless");
        Assert.Equal((null, null, null, "1m", 1), (started.Timeout, started.GracePeriod, started.Organization, started.Retention, started.AttemptLimit));
        await Eventually.IsTrueAsync(async () => (await cluster.EventsAsync()).Count(found => found.Reason == "AnnotationIgnored") == 4, "it was not told");
        var told = (await cluster.EventsAsync()).Where(found => found.Reason == "AnnotationIgnored").ToList();
        Assert.All(told, found => Assert.Equal(("Job", "careless"), (found.InvolvedObject.Kind, found.InvolvedObject.Name)));
        Assert.Contains(told, found => found.Message.Contains("flowforge.io/timeout-seconds is 'two hours'; it must be a whole number of seconds from 1 to 31536000", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_a_Job_that_is_deleted_while_it_runs_count_as_failed(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await using var harness = await ClusterServices.StartAsync(cluster);
        var pod = await cluster.AddRunningJobAsync("pulled", job => Annotate(job, ("timeout-seconds", "600")));
        await harness.SeeAsync<JobStarted>(message => message.JobId == "pulled");

        await cluster.RemoveJobAsync("pulled");
        if (kind == ServerKind.Real) await cluster.Node.ExitAsync(pod, 143);

        var finished = await harness.SeeAsync<JobFinished>(message => message.JobId == "pulled");
        Assert.Equal((JobOutcome.Failed, null), (finished.Outcome, finished.ExitCode));
        Assert.Contains("its Job 'pulled' was deleted", finished.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_one_that_is_held_be_told_as_protected()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var harness = await ClusterServices.StartAsync(cluster);
        await cluster.AddJobAsync("kept", job => Annotate(job, ("timeout-seconds", "60"), ("legal-hold", "true")));
        await cluster.AddJobAsync("kept-without-id", job =>
        {
            Annotate(job, ("timeout-seconds", "60"), ("protected", "true"));
            job.Metadata.Labels = null;
        });

        Assert.True((await harness.SeeAsync<JobStarted>(message => message.JobId == "kept")).Protected);
        await Eventually.IsTrueAsync(async () => (await cluster.EventsAsync()).Any(found => found.Reason == "NoJobId" && found.InvolvedObject.Name == "kept-without-id"), "it was not told");
        Assert.Null((await cluster.JobAsync("kept-without-id"))!.Metadata.Labels);
    }

    [Fact]
    public async Task Should_a_job_id_that_was_used_before_be_told_and_not_end_in_an_error()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var harness = await ClusterServices.StartAsync(cluster);
        var before = TimeProvider.System.Now().AddHours(-1);
        await harness.Bus.Publish(new JobStarted { JobId = "again", StartedAt = before, Namespace = cluster.Namespace }, _cancelled);
        await harness.Bus.Publish(new JobFinished { JobId = "again", FinishedAt = before.AddMinutes(1), Outcome = JobOutcome.Succeeded }, _cancelled);
        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(JobId.Parse("again"), _cancelled) is { IsFinished: true }, "it has not ended");

        await cluster.AddJobAsync("again", job => Annotate(job, ("timeout-seconds", "60")));

        await Eventually.IsTrueAsync(async () => (await cluster.EventsAsync()).Any(found => found.Reason == "NotWatchedOver" && found.Message.Contains("'again' attempt 1 ran before", StringComparison.Ordinal)), "it was not told");
        Assert.Single(harness.Sent.Of<JobStarted>());
    }

    [Fact]
    public async Task Should_a_job_id_of_another_namespace_be_told_and_that_job_not_be_ended()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var harness = await ClusterServices.StartAsync(cluster);
        await harness.Bus.Publish(new JobStarted { JobId = "twin", StartedAt = TimeProvider.System.Now().AddMinutes(-1), Namespace = "elsewhere" }, _cancelled);
        await Eventually.IsTrueAsync(async () => await harness.Registry.FindAsync(JobId.Parse("twin"), _cancelled) is not null, "it is not known");

        var pod = await cluster.AddRunningJobAsync("twin", job => Annotate(job, ("timeout-seconds", "60")));
        await cluster.Node.ExitAsync(pod, 0);

        await Eventually.IsTrueAsync(async () => (await cluster.EventsAsync()).Any(found => found.Reason == "NotWatchedOver" && found.Message.Contains("in namespace 'elsewhere'", StringComparison.Ordinal)), "it was not told");
        Assert.Empty(harness.Sent.Of<JobFinished>());
    }

    internal static void Annotate(V1Job job, params (string Key, string Value)[] annotations)
    {
        foreach (var (key, value) in annotations) job.Metadata.Annotations["flowforge.io/" + key] = value;
    }
}
