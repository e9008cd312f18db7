using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime;

/// <summary>
/// Removes a job from the cluster: the Job with all that is under it, its pods without grace, our own finalizers, and the one by which
/// the Job controller counts pods, where it has stuck. Finalizers of others stay, and whoever set them is named.
/// </summary>
internal sealed class ForceDelete(JobReader reader, JobEditor editor, IOptions<KubernetesOptions> options, TimeProvider clock)
{
    /// <summary>A controller that is well lets a pod of a deleted Job go sooner.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(1);

    public async Task RunAsync(JobRef job, CancellationToken cancellationToken)
    {
        var fresh = await reader.ReadAsync(job, null, cancellationToken);
        var uids = fresh.Uids;
        var patience = new Patience(clock, options.Value.Patience);
        while (true)
        {
            fresh.EnsureFree();
            if (fresh.Jobs.Count == 0 && fresh.Pods.Count == 0) return;
            if (patience.IsOver) throw new InvalidOperationException($"job '{job.JobId}' was not removed within {Durations.Format(options.Value.Patience)}: {fresh.Leftovers()}");
            await RemoveAsync(fresh, patience.Waited > StuckAfter, cancellationToken);
            await patience.PauseAsync(cancellationToken);
            fresh = await reader.ReadAsync(job, uids, cancellationToken);
        }
    }

    private async Task RemoveAsync(FreshJob fresh, bool isStuck, CancellationToken cancellationToken)
    {
        foreach (var job in fresh.Jobs)
        {
            if (job.Metadata.DeletionTimestamp is null) await editor.DeleteJobAsync(fresh.Namespace, job, cancellationToken);
            else await editor.ReleaseAsync(ApiKind.Job, fresh.Namespace, job.Metadata, IsOurs, cancellationToken);
        }

        foreach (var pod in fresh.Pods)
        {
            if (pod.Metadata.DeletionTimestamp is null || pod.Metadata.DeletionGracePeriodSeconds > 0) await editor.DeletePodAsync(fresh.Namespace, pod, 0, cancellationToken);
            else await editor.ReleaseAsync(ApiKind.Pod, fresh.Namespace, pod.Metadata, name => IsOurs(name) || (isStuck && name == Marks.JobTracking), cancellationToken);
        }
    }

    private static bool IsOurs(string finalizer) => finalizer.StartsWith(Marks.Prefix, StringComparison.Ordinal);
}
