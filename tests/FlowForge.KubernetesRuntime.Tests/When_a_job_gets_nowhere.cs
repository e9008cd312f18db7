using FlowForge.Jobs;
using FlowForge.Testing;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;

namespace FlowForge.KubernetesRuntime.Tests;

public sealed class When_a_job_gets_nowhere
{
    public static TheoryData<string, JobDiagnosis, string> Statuses { get; } = new()
    {
        { "image", JobDiagnosis.ImagePullFailed, "container 'main' waits: ImagePullBackOff: Back-off pulling image" },
        { "init-image", JobDiagnosis.ImagePullFailed, "container 'fetch' waits: ErrImagePull" },
        { "crash", JobDiagnosis.CrashLoop, "container 'main' waits: CrashLoopBackOff" },
        { "memory", JobDiagnosis.OutOfMemory, "killed for want of memory (OOMKilled, exit code 137)" },
        { "unschedulable", JobDiagnosis.Unschedulable, "no node takes it: 0/3 nodes are available" },
        { "node-lost", JobDiagnosis.NodeLost, "its node does not answer: Node node-1 which was running" },
        { "node-unknown", JobDiagnosis.NodeLost, "its node does not answer" },
        { "node-not-ready", JobDiagnosis.NodeLost, "its node is not ready" },
        { "node-tainted", JobDiagnosis.NodeLost, "its node is gone (DeletionByTaintManager)" },
    };

    [Theory, MemberData(nameof(Statuses))]
    public async Task Should_its_runtime_say_what_its_pod_shows(string status, JobDiagnosis diagnosis, string detail)
    {
        await using var cluster = await TestCluster.StartAsync();
        var pod = await cluster.AddRunningJobAsync("stuck");
        Assert.Null((await cluster.ObserveAsync("stuck")).Diagnosis);

        cluster.Fake!.Pod(pod.Name(), cluster.Namespace).Report(Status(status));

        await cluster.SeenAsync("stuck", seen => seen.Presence == JobPresence.Running && seen.Diagnosis == diagnosis && seen.Detail.Contains(detail, StringComparison.Ordinal), $"with {diagnosis}");
    }

    [Fact]
    public async Task Should_one_whose_container_runs_again_be_well()
    {
        await using var cluster = await TestCluster.StartAsync();
        var pod = await cluster.AddRunningJobAsync("recovered");
        var status = Status("memory");
        status.ContainerStatuses[0].State = new V1ContainerState { Running = new V1ContainerStateRunning() };
        status.Message = "it runs again";

        cluster.Fake!.Pod(pod.Name(), cluster.Namespace).Report(status);
        var version = cluster.Fake.Find<V1Pod>(pod.Name(), cluster.Namespace)!.Metadata.ResourceVersion;

        await Eventually.IsTrueAsync(() => cluster.Get<JobCache>().Of(cluster.Namespace).Pods.Find(pod.Name())?.ResourceVersion == version, "it was not seen");
        Assert.Null((await cluster.ObserveAsync("recovered")).Diagnosis);
    }

    [Fact]
    public async Task Should_one_that_was_killed_for_want_of_memory_say_so_after_its_end()
    {
        await using var cluster = await TestCluster.StartAsync();
        var pod = await cluster.AddRunningJobAsync("greedy", job => job.Spec.BackoffLimit = 0);

        cluster.Fake!.Pod(pod.Name(), cluster.Namespace).Exit(137, "OOMKilled");

        await cluster.SeenAsync("greedy", seen => seen is { Presence: JobPresence.Ended, ExitCode: 137, Diagnosis: JobDiagnosis.OutOfMemory }, "ended for want of memory");
    }

    /// <summary>The cluster's clock stands in the year 2000, so what it stamps is old.</summary>
    [Fact]
    public async Task Should_one_without_a_pod_be_told_after_a_while()
    {
        var longAgo = new FakeTimeProvider();
        await using var cluster = await TestCluster.StartAsync(clusterTime: longAgo);
        cluster.Fake!.ControllerManagerIsDown = true;
        await cluster.AddJobAsync("bare");
        await cluster.AddJobAsync("asleep", job => job.Spec.Suspend = true);
        await cluster.SeenAsync("bare", seen => seen.Diagnosis == JobDiagnosis.NoPods && seen.Detail.Contains("no pod is there, and none is being made", StringComparison.Ordinal), "without a pod");
        await cluster.SeenAsync("asleep", seen => seen.Presence == JobPresence.Running && seen.Diagnosis is null, "suspended");

        longAgo.SetUtcNow(TimeProvider.System.GetUtcNow());
        await cluster.AddJobAsync("young");
        await cluster.SeenAsync("young", seen => seen.Presence == JobPresence.Running && seen.Diagnosis is null, "young");
    }

    [Fact]
    public async Task Should_a_pod_that_its_node_does_not_end_be_told_as_lost_with_it()
    {
        await using var cluster = await TestCluster.StartAsync(clusterTime: new FakeTimeProvider());
        var pod = await cluster.AddRunningJobAsync("adrift", ignoresTermination: true);

        await cluster.TerminateAsync("adrift");
        cluster.Node.NoExec = "no shell";
        await cluster.TerminateAsync("adrift");

        await cluster.SeenAsync("adrift", seen => seen.Diagnosis == JobDiagnosis.NodeLost && seen.Detail.Contains($"pod '{pod.Name()}' was to be gone by 2000-01-01", StringComparison.Ordinal), "adrift");
    }

    /// <summary>A controller that waits with the next pod after failures is at work.</summary>
    [Theory]
    [InlineData(0, 0, 59, false)]
    [InlineData(0, 0, 61, true)]
    [InlineData(2, 0, 10 * 60, false)]
    [InlineData(2, 0, 12 * 60, true)]
    [InlineData(0, 1, 10 * 60, false)]
    public void Should_the_next_pod_be_waited_for(int failed, int succeeded, int seconds, bool told)
    {
        var then = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var job = new CachedJob(new V1Job
        {
            Metadata = new V1ObjectMeta { Name = "a", Uid = "1", ResourceVersion = "1", CreationTimestamp = then.UtcDateTime, Labels = new Dictionary<string, string> { ["flowforge.io/job-id"] = "a" } },
            Status = new V1JobStatus { StartTime = then.UtcDateTime, Failed = failed, Succeeded = succeeded },
        }, "flowforge.io/job-id", then);

        Assert.Equal(told ? JobDiagnosis.NoPods : null, Diagnosis.Of([job], [], then.AddSeconds(seconds))?.What);
    }

    private static V1PodStatus Status(string name) => name switch
    {
        "image" => new V1PodStatus { Phase = "Pending", ContainerStatuses = [Container("main", Waiting("ImagePullBackOff", "Back-off pulling image \"worker\""))] },
        "init-image" => new V1PodStatus { Phase = "Pending", InitContainerStatuses = [Container("fetch", Waiting("ErrImagePull"))], ContainerStatuses = [Container("main", Waiting("PodInitializing"))] },
        "crash" => new V1PodStatus { ContainerStatuses = [Container("main", Waiting("CrashLoopBackOff", "back-off 5m0s"))] },
        "memory" => new V1PodStatus { ContainerStatuses = [Container("main", Waiting("CrashLoopBackOff"), new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 137, Reason = "OOMKilled" } })] },
        "unschedulable" => new V1PodStatus { Phase = "Pending", Conditions = [Condition("PodScheduled", "False", "Unschedulable", "0/3 nodes are available: 3 Insufficient memory.")] },
        "node-lost" => new V1PodStatus { Reason = "NodeLost", Message = "Node node-1 which was running pod is unresponsive" },
        "node-unknown" => new V1PodStatus { Phase = "Unknown" },
        "node-not-ready" => new V1PodStatus { Conditions = [Condition("Ready", "False", "NodeNotReady")] },
        "node-tainted" => new V1PodStatus { Conditions = [Condition("DisruptionTarget", "True", "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint")] },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static V1ContainerStatus Container(string name, V1ContainerState state, V1ContainerState? last = null) =>
        new() { Name = name, Image = "worker", ImageID = "", Ready = false, RestartCount = 1, State = state, LastState = last };

    private static V1ContainerState Waiting(string reason, string? message = null) => new() { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } };

    private static V1PodCondition Condition(string type, string status, string reason, string? message = null) => new() { Type = type, Status = status, Reason = reason, Message = message };
}
