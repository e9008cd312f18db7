using System.Net.WebSockets;
using FlowForge.Testing.Kubernetes.Exec;
using FlowForge.Testing.Kubernetes.Faults;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;

namespace FlowForge.Testing.Kubernetes.Tests;

/// <summary>What a server without nodes cannot be asked, and what a current control plane does: held to what was seen on 1.36.</summary>
public sealed class When_a_node_runs_a_pod : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
    private FakeCluster _cluster = null!;
    private IKubernetes _client = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await FakeCluster.StartAsync(new FakeClusterOptions { Time = _time, RunPods = true });
        _client = _cluster.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public void Should_carry_both_kinds_of_labels_and_the_tracking_finalizer()
    {
        var pod = _cluster.Find<V1Pod>(Start().Name)!;
        Assert.Equal(["batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name"], pod.Metadata.Labels.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["batch.kubernetes.io/job-tracking"], pod.Metadata.Finalizers);
        Assert.Equal(("Running", true), (pod.Status.Phase, pod.Status.ContainerStatuses.Single().Ready));
        Assert.Equal((1, 1), (Job().Status.Active, Job().Status.Ready));
    }

    [Fact]
    public async Task Should_end_at_once_on_a_deletion_that_it_obeys_and_be_replaced_after_a_backoff()
    {
        var first = Start();
        await _client.CoreV1.DeleteNamespacedPodAsync(first.Name, "default");
        Assert.True(first.WasTerminated);
        Assert.Empty(_cluster.PodsOf("job"));
        Assert.Equal(1, Job().Status.Failed);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(_cluster.PodsOf("job"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first.Name, Assert.Single(_cluster.PodsOf("job")).Name);
    }

    [Fact]
    public async Task Should_live_until_its_grace_period_is_over_if_it_ignores_the_signal_and_end_the_job_after_that()
    {
        var pod = Start();
        pod.IgnoresTermination = true;
        await _client.CoreV1.DeleteNamespacedPodAsync(pod.Name, "default", gracePeriodSeconds: 300);
        await _client.BatchV1.PatchNamespacedJobAsync(TestCluster.Merge(new { spec = new { activeDeadlineSeconds = 0 } }), "job", "default");
        Assert.Equal("FailureTarget", Assert.Single(Job().Status.Conditions).Type);
        _time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(pod.Name, Assert.Single(_cluster.PodsOf("job")).Name);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_cluster.PodsOf("job"));
        Assert.Equal([("FailureTarget", "DeadlineExceeded"), ("Failed", "DeadlineExceeded")], Job().Status.Conditions.Select(condition => (condition.Type, condition.Reason)));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(_cluster.PodsOf("job"));
    }

    [Fact]
    public void Should_end_its_job_with_its_own_end()
    {
        Start().Exit(0);
        Assert.Equal(["SuccessCriteriaMet", "Complete"], Job().Status.Conditions.Select(condition => condition.Type));
        Assert.Null(_cluster.Find<V1Pod>(Assert.Single(_cluster.PodsOf("job")).Name)!.Metadata.Finalizers);
        Start("other", backoffLimit: 0).Exit(137, "OOMKilled");
        Assert.Equal(("Failed", "BackoffLimitExceeded"), (Job("other").Status.Conditions.Last().Type, Job("other").Status.Conditions.Last().Reason));
        Assert.Equal((137, "OOMKilled"), (_cluster.Find<V1Pod>(_cluster.PodsOf("other").Single().Name)!.Status.ContainerStatuses.Single().State.Terminated is var ended ? ended.ExitCode : 0, ended.Reason));
    }

    [Fact]
    public void Should_end_when_its_deadline_comes()
    {
        Start(deadline: 60);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(Job().Status.Conditions);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Failed", Job().Status.Conditions.Last().Type);
        Assert.Empty(_cluster.PodsOf("job"));
    }

    [Fact]
    public async Task Should_hang_on_its_finalizer_while_the_controller_manager_is_down()
    {
        var pod = Start();
        _cluster.ControllerManagerIsDown = true;
        await _client.CoreV1.DeleteNamespacedPodAsync(pod.Name, "default", gracePeriodSeconds: 0);
        Assert.NotNull(_cluster.Find<V1Pod>(pod.Name)!.Metadata.DeletionTimestamp);
        await _client.CoreV1.PatchNamespacedPodAsync(new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch), pod.Name, "default");
        Assert.Null(_cluster.Find<V1Pod>(pod.Name));
        _cluster.ControllerManagerIsDown = false;
        Assert.Single(_cluster.PodsOf("job"));
    }

    [Fact]
    public async Task Should_stop_and_go_on_as_its_job_is_suspended_and_resumed()
    {
        var pod = Start();
        Task Suspend(bool suspend) => _client.BatchV1.PatchNamespacedJobAsync(TestCluster.Merge(new { spec = new { suspend } }), "job", "default");
        await Suspend(true);
        Assert.Empty(_cluster.PodsOf("job"));
        Assert.Equal(("Suspended", "True"), (Job().Status.Conditions.Single().Type, Job().Status.Conditions.Single().Status));
        Assert.Null(Job().Status.Failed);
        await Suspend(false);
        Assert.NotEqual(pod.Name, Assert.Single(_cluster.PodsOf("job")).Name);
    }

    [Fact]
    public async Task Should_execute_what_the_test_says()
    {
        var pod = Start();
        pod.OnExec = call => new ExecAnswer { ExitCode = 3, StandardOutput = "out of " + call.Command[^1], StandardError = "err" };
        string? output = null, error = null;
        var code = await _client.NamespacedPodExecAsync(pod.Name, "default", "main", ["sh", "-c", "kill -TERM 1"], false, async (_, stdout, stderr) =>
        {
            using var outReader = new StreamReader(stdout);
            using var errReader = new StreamReader(stderr);
            (output, error) = (await outReader.ReadToEndAsync(), await errReader.ReadToEndAsync());
        }, CancellationToken.None);
        Assert.Equal((3, "out of kill -TERM 1", "err"), (code, output, error));
        Assert.Equal(["sh", "-c", "kill -TERM 1"], Assert.Single(_cluster.Execs).Command);
        Assert.Equal(("get", "pods/exec", pod.Name), Assert.Single(_cluster.Requests) is var request ? (request.Verb, request.Resource, request.Name) : default);
        pod.OnExec = _ => ExecAnswer.Success;
        Assert.Equal(0, await ExecAsync(pod));
    }

    [Fact]
    public async Task Should_say_that_there_is_no_shell()
    {
        var pod = Start();
        pod.OnExec = _ => ExecAnswer.NoShell;
        var error = await Assert.ThrowsAsync<KubernetesException>(() => ExecAsync(pod));
        Assert.Equal("InternalError", error.Status.Reason);
        Assert.Contains("executable file not found in $PATH", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_to_execute()
    {
        var pod = Start();
        _cluster.Faults.Add(Fault.Forbidden("get", "pods/exec"));
        _cluster.Faults.Add(Fault.InternalError("get", "pods/exec"));

        // All that the client lets see of a refused websocket is the code.
        async Task RefusedAsync(int code) => Assert.Contains($"'{code}'", (await Assert.ThrowsAsync<WebSocketException>(() => ExecAsync(pod))).Message, StringComparison.Ordinal);
        await RefusedAsync(403);
        await RefusedAsync(500);
        pod.Exit(0);
        await RefusedAsync(500);
        Assert.Empty(_cluster.Execs);
    }

    private Task<int> ExecAsync(FakePod pod) => _client.NamespacedPodExecAsync(pod.Name, "default", "main", ["true"], false, (_, _, _) => Task.CompletedTask, CancellationToken.None);

    private FakePod Start(string name = "job", int backoffLimit = 6, int? deadline = null)
    {
        _cluster.Add(new V1Job
        {
            Metadata = new V1ObjectMeta { Name = name },
            Spec = new V1JobSpec
            {
                BackoffLimit = backoffLimit,
                ActiveDeadlineSeconds = deadline,
                Template = new V1PodTemplateSpec { Spec = new V1PodSpec { RestartPolicy = "Never", Containers = [new V1Container { Name = "main", Image = "none" }] } },
            },
        });
        return Assert.Single(_cluster.PodsOf(name));
    }

    private V1Job Job(string name = "job") => _cluster.Find<V1Job>(name)!;
}
