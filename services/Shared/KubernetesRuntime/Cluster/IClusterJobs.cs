using FlowForge.Jobs;

namespace FlowForge.KubernetesRuntime;

/// <summary>The Jobs of the allowed namespaces, for the one who announces those that nobody else does. From the watches: asking costs no call.</summary>
public interface IClusterJobs
{
    /// <summary>The Jobs that came, changed or went since this was last asked, each as it is now; at first all that are there.</summary>
    IReadOnlyList<ClusterJob> TakeChanged();

    /// <summary>Waits until what is known of all namespaces is up to date.</summary>
    /// <exception cref="KubernetesApiException">It did not become so in time.</exception>
    Task FreshAsync(CancellationToken cancellationToken);

    /// <summary>Gives a Job that has no job id one, derived from its namespace, name and uid, as its label: by that label every act finds it again. False: it has changed meanwhile.</summary>
    Task<bool> AdoptAsync(ClusterJob job, CancellationToken cancellationToken);

    /// <summary>An event of the Job, for people. The same one is made once.</summary>
    Task WarnAsync(ClusterJob job, string reason, string message, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the Job of that attempt again as its next attempt, from what it was when it was last seen, and removes the old one. Where
    /// that attempt, or a later one, has a Job there is nothing to do.
    /// </summary>
    /// <param name="died">The attempt that died.</param>
    /// <param name="wasStarted">The next attempt is known to have started: nothing is made, only the old Job removed.</param>
    /// <param name="cancellationToken">Ends the wait for the API server.</param>
    /// <exception cref="InvalidOperationException">It cannot be done; the message says why.</exception>
    Task RecreateAsync(JobRef died, bool wasStarted, CancellationToken cancellationToken);
}
