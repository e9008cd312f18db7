using k8s;
using k8s.Exceptions;

namespace FlowForge.KubernetesRuntime;

/// <summary>Makes the client from a kubeconfig or from the pod's service account.</summary>
internal static class KubernetesConnection
{
    public static Kubernetes Open(KubernetesOptions options)
    {
        try
        {
            var config = options.Kubeconfig is { Length: > 0 } file
                ? KubernetesClientConfiguration.BuildConfigFromConfigFile(file, options.Context)
                : KubernetesClientConfiguration.InClusterConfig();
            return new Kubernetes(config);
        }
        catch (Exception e) when (e is KubeConfigException or IOException or UnauthorizedAccessException)
        {
            var hint = options.Kubeconfig is null ? $"outside a pod, set {KubernetesOptions.Section}:kubeconfig" : $"check {options.Kubeconfig}";
            throw new InvalidDataException($"{KubernetesOptions.Section}: no connection can be made from these settings: {e.Message}; {hint}", e);
        }
    }
}
