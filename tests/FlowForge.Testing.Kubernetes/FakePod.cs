using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Controllers;
using FlowForge.Testing.Kubernetes.Exec;
using FlowForge.Testing.Kubernetes.Storage;
using k8s;
using k8s.Models;

namespace FlowForge.Testing.Kubernetes;

/// <summary>A pod from its node's side: the test says when it runs, how it takes SIGTERM, how it ends and what a command in it does.</summary>
public sealed class FakePod
{
    private readonly Kubelet _kubelet;

    internal FakePod(Kubelet kubelet, ObjectKey key, string uid) => (_kubelet, Key, Uid) = (kubelet, key, uid);

    public string Name => Key.Name;

    public string Namespace => Key.Namespace;

    public string Uid { get; }

    public bool IsRunning { get; internal set; }

    /// <summary>Whether it runs on after SIGTERM, until <see cref="Exit"/> or until its grace period is over. Otherwise it ends at once, with 143.</summary>
    public bool IgnoresTermination { get; set; }

    /// <summary>Whether its node has sent it SIGTERM because it was deleted.</summary>
    public bool WasTerminated { get; internal set; }

    /// <summary>What a command executed in it does; at first every command succeeds in silence.</summary>
    public Func<ExecCall, ExecAnswer> OnExec { get; set; } = _ => ExecAnswer.Success;

    internal ObjectKey Key { get; }

    /// <summary>Gives it a node and lets its containers run.</summary>
    public FakePod Run(bool ignoresTermination = false)
    {
        IgnoresTermination = ignoresTermination;
        _kubelet.Act(this, () => _kubelet.Run(this));
        return this;
    }

    /// <summary>Its containers end.</summary>
    /// <param name="code">The exit code.</param>
    /// <param name="reason">OOMKilled, for example; Completed or Error if it is not given.</param>
    public void Exit(int code, string? reason = null) => _kubelet.Act(this, () => _kubelet.Exit(this, code, reason));

    /// <summary>Writes the given parts of its status: a waiting reason, a condition.</summary>
    public void Report(V1PodStatus status) => _kubelet.Act(this, () => _kubelet.Report(this, (JsonObject)JsonNode.Parse(KubernetesJson.Serialize(status))!));
}
