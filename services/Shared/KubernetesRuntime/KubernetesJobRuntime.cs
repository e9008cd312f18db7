using FlowForge.Jobs;

namespace FlowForge.KubernetesRuntime;

/// <summary>Jobs as Kubernetes Jobs.</summary>
internal sealed class KubernetesJobRuntime(JobObserver observer, Warning warning, SoftKill softKill, HardKill hardKill, ForceDelete forceDelete, JobLeavings leavings) : IJobRuntime
{
    public string Name => "kubernetes";

    public Task<JobObservation> ObserveAsync(JobRef job, CancellationToken cancellationToken = default) => observer.ObserveAsync(job, cancellationToken);

    public Task WarnAsync(JobRef job, string message, CancellationToken cancellationToken = default) => warning.GiveAsync(job, message, cancellationToken);

    public Task TerminateAsync(JobRef job, TimeSpan grace, CancellationToken cancellationToken = default) => softKill.RunAsync(job, grace, cancellationToken);

    public Task KillAsync(JobRef job, CancellationToken cancellationToken = default) => hardKill.RunAsync(job, cancellationToken);

    public Task ForceDeleteAsync(JobRef job, CancellationToken cancellationToken = default) => forceDelete.RunAsync(job, cancellationToken);

    public Task<IReadOnlyList<JobResource>> ListResourcesAsync(JobRef job, CancellationToken cancellationToken = default) => leavings.ListAsync(job, cancellationToken);

    public Task DeleteResourceAsync(JobRef job, JobResource resource, CancellationToken cancellationToken = default) => leavings.DeleteAsync(job, resource, cancellationToken);
}
