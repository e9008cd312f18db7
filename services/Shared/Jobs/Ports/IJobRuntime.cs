namespace FlowForge.Jobs;

/// <summary>
/// Where jobs run: local processes, or Kubernetes. Every act is idempotent and limited to the one job; its effect is what
/// <see cref="ObserveAsync"/> says afterwards. Failures are thrown, with what was tried and what to do in the message.
/// </summary>
public interface IJobRuntime
{
    /// <summary>The runtime's name in reasons and audit entries.</summary>
    string Name { get; }

    Task<JobObservation> ObserveAsync(JobRef job, CancellationToken cancellationToken = default);

    /// <summary>Leaves the message where the job and the people who watch it can read it.</summary>
    Task WarnAsync(JobRef job, string message, CancellationToken cancellationToken = default);

    /// <summary>Asks the job to end (SIGTERM) and returns at once; <paramref name="grace"/> tells a runtime that enforces it how long the job may take.</summary>
    Task TerminateAsync(JobRef job, TimeSpan grace, CancellationToken cancellationToken = default);

    /// <summary>Ends every process of the job (SIGKILL).</summary>
    Task KillAsync(JobRef job, CancellationToken cancellationToken = default);

    /// <summary>Removes the job from the runtime, whatever holds it there.</summary>
    Task ForceDeleteAsync(JobRef job, CancellationToken cancellationToken = default);

    /// <summary>What the job leaves in the runtime. Empty where all is gone.</summary>
    Task<IReadOnlyList<JobResource>> ListResourcesAsync(JobRef job, CancellationToken cancellationToken = default);

    /// <summary>Removes one of them; already gone is success.</summary>
    Task DeleteResourceAsync(JobRef job, JobResource resource, CancellationToken cancellationToken = default);
}
