using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Controllers;

/// <summary>Brings the world nearer to what one object says; called whenever that object, or one that depends on it, has changed.</summary>
internal interface IController
{
    void Reconcile(ObjectKey key);
}
