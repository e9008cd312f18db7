namespace FlowForge.KubernetesRuntime;

/// <summary>Sends SIGTERM into a container. Behind an interface because only a kubelet can do it, and API servers without one are tested against.</summary>
internal interface IPodSignals
{
    /// <summary>Null where the main process got SIGTERM, else why not.</summary>
    Task<string?> TerminateAsync(string @namespace, string pod, string container, CancellationToken cancellationToken);
}
