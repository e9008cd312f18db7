using System.Diagnostics;
using System.Net;
using FlowForge.Jobs;
using FlowForge.Testing;
using FlowForge.Testing.Kubernetes.Faults;
using k8s.Models;

namespace FlowForge.KubernetesRuntime.Tests;

public sealed class When_calls_fail
{
    [Fact]
    public async Task Should_those_that_may_pass_be_tried_again()
    {
        await using var cluster = await TestCluster.StartAsync(configure: options => options.CallTimeout = TimeSpan.FromSeconds(2));
        await cluster.AddRunningJobAsync("job");
        var faults = cluster.Fake!.Faults;
        faults.Add(Fault.InternalError("list", "jobs"));
        faults.Add(Fault.Unavailable("list", "jobs"));
        faults.Add(Fault.Reset("list", "pods"));
        faults.Add(Fault.Hang("patch", "jobs"));
        faults.Add(Fault.Conflict("patch", "jobs"));
        faults.Add(Fault.AnswerLost("patch", "jobs"));
        faults.Add(Fault.TooManyRequests("delete", "pods", TimeSpan.FromSeconds(0)));

        await cluster.KillAsync("job");

        Assert.Empty(await cluster.PodsAsync("job"));
        Assert.Equal("Failed/DeadlineExceeded", await cluster.ConditionAsync("job"));
    }

    [Fact]
    public async Task Should_the_wait_that_the_server_asks_for_be_kept_up_to_a_limit()
    {
        await using var cluster = await TestCluster.StartAsync(configure: options => options.LongestRetryDelay = TimeSpan.FromSeconds(1.5));
        await cluster.AddRunningJobAsync("job");
        cluster.Fake!.Faults.Add(Fault.TooManyRequests("list", "jobs", TimeSpan.FromSeconds(1)));
        cluster.Fake.Faults.Add(Fault.TooManyRequests("list", "jobs", TimeSpan.FromHours(1)));
        var watch = Stopwatch.StartNew();

        await cluster.KillAsync("job");

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(2.4), TimeSpan.FromMinutes(30));
        Assert.Equal("Failed/DeadlineExceeded", await cluster.ConditionAsync("job"));
    }

    [Fact]
    public async Task Should_a_call_that_never_succeeds_be_told_after_its_tries()
    {
        await using var cluster = await TestCluster.StartAsync(configure: options => options.CallTries = 3);
        await cluster.AddRunningJobAsync("job");
        cluster.Fake!.Faults.Add(Fault.InternalError("patch", "jobs") with { Times = Fault.Always });
        cluster.Counter.Forget();

        var failure = await Assert.ThrowsAsync<KubernetesApiException>(() => cluster.KillAsync("job"));

        Assert.Equal(HttpStatusCode.InternalServerError, failure.Status);
        Assert.Contains("patch jobs 'job' in namespace 'jobs': 500", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, cluster.Counter.Calls.Count(call => call.StartsWith("PATCH", StringComparison.Ordinal)));
        Assert.Null(Assert.Single(await cluster.PodsAsync("job")).Metadata.DeletionTimestamp);
    }

    [Theory]
    [InlineData("patch", "jobs")]
    [InlineData("delete", "pods")]
    [InlineData("list", "jobs")]
    public async Task Should_a_missing_right_be_named_and_not_be_tried_again(string verb, string resource)
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AddRunningJobAsync("job", ignoresTermination: true);
        cluster.Fake!.Faults.Add(Fault.Forbidden(verb, resource) with { Times = Fault.Always });

        var failure = await Assert.ThrowsAsync<KubernetesApiException>(() => cluster.KillAsync("job"));

        Assert.Equal(HttpStatusCode.Forbidden, failure.Status);
        Assert.Contains($"lacks the verb '{verb}' on '{resource}' in namespace 'jobs'", failure.Message, StringComparison.Ordinal);
        Assert.Equal(JobPresence.Running, (await cluster.ObserveAsync("job")).Presence);
    }

    [Fact]
    public async Task Should_a_forbidden_exec_be_no_reason_not_to_end_the_job()
    {
        await using var cluster = await TestCluster.StartAsync();
        var pod = await cluster.AddRunningJobAsync("job", ignoresTermination: true);
        cluster.Fake!.Faults.Add(Fault.Forbidden("*", "pods/exec") with { Times = Fault.Always });

        var problem = await cluster.Get<IPodSignals>().TerminateAsync(cluster.Namespace, pod.Name(), "main", TestContext.Current.CancellationToken);
        Assert.Contains("exec was refused (403 Forbidden): the role of FlowForge's service account lacks the verb 'create' or 'get' on 'pods/exec' in namespace 'jobs'", problem, StringComparison.Ordinal);

        await cluster.TerminateAsync("job");

        Assert.Empty(cluster.Node.Signalled);
        Assert.Equal(300, Assert.Single(await cluster.PodsAsync("job"), left => left.Uid() == pod.Uid()).Metadata.DeletionGracePeriodSeconds);
    }

    [Fact]
    public async Task Should_removals_survive_conflicts_and_a_busy_server()
    {
        await using var cluster = await TestCluster.StartAsync();
        var pod = await cluster.AddRunningJobAsync("job");
        await cluster.AddLeavingsAsync("job");
        await cluster.Node.ExitAsync(pod, 0);
        await Eventually.IsTrueAsync(async () => (await cluster.ListAsync("job")).Count == 5 && (await cluster.ObserveAsync("job")).Presence == JobPresence.Ended, "it did not end");
        var faults = cluster.Fake!.Faults;
        faults.Add(Fault.Conflict("delete", "jobs"));
        faults.Add(Fault.TooManyRequests("delete", "secrets", TimeSpan.FromSeconds(0)));
        faults.Add(Fault.AnswerLost("delete", "configmaps"));
        faults.Add(Fault.NotFound("delete", "persistentvolumeclaims"));

        foreach (var resource in (await cluster.ListAsync("job")).Where(resource => resource.Type != "persistentvolumeclaim")) await cluster.DeleteAsync("job", resource);

        Assert.Equal(["persistentvolumeclaim"], (await cluster.ListAsync("job")).Select(resource => resource.Type));
        Assert.Null(await cluster.JobAsync("job"));
        Assert.Empty(await cluster.PodsAsync("job"));
    }

    [Fact]
    public async Task Should_a_pod_that_a_dead_controller_holds_be_released_by_a_force_delete()
    {
        await using var cluster = await TestCluster.StartAsync(configure: options => options.Patience = TimeSpan.FromSeconds(10));
        var pod = await cluster.AddRunningJobAsync("stuck");
        cluster.Fake!.ControllerManagerIsDown = true;

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.KillAsync("stuck"));
        Assert.Contains("Job 'stuck' is active", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["batch.kubernetes.io/job-tracking"], cluster.Fake.Find<V1Pod>(pod.Name(), "jobs")!.Metadata.Finalizers);

        await cluster.ForceDeleteAsync("stuck");

        Assert.Null(await cluster.JobAsync("stuck"));
        Assert.Empty(await cluster.PodsAsync("stuck"));
    }

    [Fact]
    public async Task Should_a_suspended_job_be_made_terminal_and_start_no_pod()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AddJobAsync("sleeps", job => job.Spec.Suspend = true);
        await cluster.SeenAsync("sleeps", seen => seen.Presence == JobPresence.Running && seen.Detail.Contains("suspended", StringComparison.Ordinal), "suspended");

        await cluster.KillAsync("sleeps");

        Assert.Equal("Failed/DeadlineExceeded", await cluster.ConditionAsync("sleeps"));
        Assert.DoesNotContain(cluster.Fake!.Requests, request => request is { Verb: "delete", Resource: "pods" });
        Assert.Empty(await cluster.PodsAsync("sleeps"));
    }
}
