namespace FlowForge.Testing.Kubernetes;

/// <summary>Whose behaviour is imitated where releases differ.</summary>
public enum ControlPlane
{
    /// <summary>As seen on 1.36: job-tracking finalizers, replacements after a backoff, Failed only when the pods are gone, suspend.</summary>
    Current,

    /// <summary>As seen on 1.20: no finalizers, deleted pods replaced at once and not counted, Failed at once, no suspend.</summary>
    Old,
}
