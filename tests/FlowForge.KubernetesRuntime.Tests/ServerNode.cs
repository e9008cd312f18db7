using System.Collections.Concurrent;
using System.Net;
using FlowForge.Testing.Kubernetes;
using FlowForge.Testing.Kubernetes.Exec;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace FlowForge.KubernetesRuntime.Tests;

/// <summary>The node that pods run on: the fake's, or one that is played to a real API server, which has none.</summary>
internal sealed class ServerNode(FakeCluster? fake, IKubernetes client, string ns) : IPodSignals
{
    private readonly ConcurrentQueue<string> _signalled = new();

    /// <summary>The pods in which SIGTERM was sent to process 1.</summary>
    public IReadOnlyList<string> Signalled => fake is null ? [.. _signalled] : [.. fake.Execs.Where(call => call.Command is ["sh", "-c", "kill -TERM 1"]).Select(call => call.Pod)];

    /// <summary>Why nothing can be executed in pods. Null: it can.</summary>
    public string? NoExec { get; set; }

    public async Task RunAsync(V1Pod pod, bool ignoresTermination = false)
    {
        if (fake is not null)
        {
            var played = fake.Pod(pod.Name(), ns).Run(ignoresTermination);
            played.OnExec = _ => NoExec is null ? ExecAnswer.Success : ExecAnswer.NoShell;
            return;
        }

        await client.CoreV1.CreateNamespacedBindingAsync(new V1Binding { Metadata = new V1ObjectMeta { Name = pod.Name() }, Target = new V1ObjectReference { Kind = "Node", Name = "node-1" } }, ns);
        await ReportAsync(pod, "Running", """{"running":{}}""");
    }

    /// <summary>The container ends; a pod that is being deleted is gone with that.</summary>
    public async Task ExitAsync(V1Pod pod, int code)
    {
        if (fake is not null)
        {
            fake.Pod(pod.Name(), ns).Exit(code);
            return;
        }

        await ReportAsync(pod, code == 0 ? "Succeeded" : "Failed", $$$"""{"terminated":{"exitCode":{{{code}}}}}""");
        try
        {
            var now = await client.CoreV1.ReadNamespacedPodAsync(pod.Name(), ns);
            if (now.Metadata.DeletionTimestamp is not null) await client.CoreV1.DeleteNamespacedPodAsync(pod.Name(), ns, new V1DeleteOptions { GracePeriodSeconds = 0 });
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            // The server removes a pod that has ended as soon as its deletion is asked for, with no node to wait for.
        }
    }

    public Task<string?> TerminateAsync(string @namespace, string pod, string container, CancellationToken cancellationToken)
    {
        if (NoExec is null) _signalled.Enqueue(pod);
        return Task.FromResult(NoExec);
    }

    private Task<V1Pod> ReportAsync(V1Pod pod, string phase, string state)
    {
        var patch = $$$"""{"status":{"phase":"{{{phase}}}","containerStatuses":[{"name":"main","image":"worker","imageID":"","ready":false,"restartCount":0,"state":{{{state}}}}]}}""";
        return client.CoreV1.PatchNamespacedPodStatusAsync(new V1Patch(patch, V1Patch.PatchType.MergePatch), pod.Name(), ns);
    }
}
