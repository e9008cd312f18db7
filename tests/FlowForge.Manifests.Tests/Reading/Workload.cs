using k8s.Models;

namespace FlowForge.Manifests.Tests;

/// <summary>What runs containers.</summary>
internal sealed record Workload(Manifest Manifest, V1PodTemplateSpec Template)
{
    public V1PodSpec Pod => Template.Spec;

    /// <summary>Whether it ends by itself.</summary>
    public bool IsJob => Manifest.Kind == V1Job.KubeKind;

    public IEnumerable<V1Container> Containers => Pod.Containers.Concat(Pod.InitContainers ?? []);

    public static Workload? Of(Manifest manifest) => manifest.Kind switch
    {
        V1Deployment.KubeKind => new(manifest, ((V1Deployment)manifest.Object).Spec.Template),
        V1StatefulSet.KubeKind => new(manifest, ((V1StatefulSet)manifest.Object).Spec.Template),
        V1Job.KubeKind => new(manifest, ((V1Job)manifest.Object).Spec.Template),
        _ => null,
    };
}
