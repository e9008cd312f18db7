using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime;

/// <summary>
/// Asks a job to end and sees to it that no pod takes its place. Two ways:
/// <para>
/// SIGTERM by exec. The pod stays, with its logs and exit code, but it may end with a failure, for which the Job controller makes the
/// next pod while backoffLimit allows. So that limit is lowered first, to the number of failures so far: whatever the pod's end, the
/// controller then ends the Job. Lower would end the running pod at once on servers that track pods by finalizer (since 1.23), which
/// compare status.failed with the limit all the time. Older ones compare their own count of retries, which a restart of theirs sets
/// back to nothing, and only when a pod fails: there it is 0. Not activeDeadlineSeconds set to the end of the grace period: until then
/// the next pod would run.
/// </para>
/// <para>
/// Where that cannot work, pods are deleted with the grace period, and after that the Job gets a deadline that has passed. In this
/// order: the controller deletes pods with the grace of their template, and a later deletion never prolongs the grace.
/// </para>
/// </summary>
internal sealed class SoftKill(JobReader reader, JobEditor editor, IPodSignals signals, IOptions<KubernetesOptions> options, TimeProvider clock, ILogger<SoftKill> logger)
{
    public async Task RunAsync(JobRef job, TimeSpan grace, CancellationToken cancellationToken)
    {
        var fresh = await reader.ReadAsync(job, null, cancellationToken);
        fresh.EnsureFree();
        if (await SignalAsync(fresh, cancellationToken) is not { } problem) return;
        logger.LogInformation("The pods of job {JobId} get their SIGTERM by deletion: {Reason}", job.JobId, problem);

        var seconds = Math.Max(1, (long)Math.Ceiling(grace.TotalSeconds));
        var live = fresh.LivePods.ToList();
        foreach (var pod in live.Where(pod => pod.Metadata.DeletionTimestamp is null)) await editor.DeletePodAsync(fresh.Namespace, pod, seconds, cancellationToken);
        foreach (var active in fresh.ActiveJobs) await editor.EndAsync(fresh.Namespace, active, cancellationToken);

        // One that slipped in between the two has nothing to save; removed before the Job has ended, it would only be followed by the next.
        var known = live.Select(pod => pod.Metadata.Uid).ToHashSet();
        var patience = new Patience(clock, HardKill.ControllerTakes);
        var after = await reader.ReadAsync(job, fresh.Uids, cancellationToken);
        while (after.ActiveJobs.Any() && !patience.IsOver)
        {
            await patience.PauseAsync(cancellationToken);
            after = await reader.ReadAsync(job, fresh.Uids, cancellationToken);
        }

        foreach (var pod in after.LivePods.Where(pod => !known.Contains(pod.Metadata.Uid))) await editor.DeletePodAsync(fresh.Namespace, pod, 0, cancellationToken);
    }

    /// <summary>Null where the job got its SIGTERM, else why this is no way for it.</summary>
    private async Task<string?> SignalAsync(FreshJob fresh, CancellationToken cancellationToken)
    {
        if (Obstacle(fresh) is { } obstacle) return obstacle;
        var (job, pod) = (fresh.Jobs[0], fresh.LivePods.Single());
        var tracked = pod.Metadata.Finalizers?.Contains(Marks.JobTracking) == true;
        await editor.AllowNoReplacementAsync(fresh.Namespace, job, tracked ? job.Status?.Failed ?? 0 : 0, cancellationToken);
        var main = pod.Spec.Containers.FirstOrDefault(container => container.Name == options.Value.MainContainer) ?? pod.Spec.Containers[0];
        return await signals.TerminateAsync(fresh.Namespace, pod.Metadata.Name, main.Name, cancellationToken);
    }

    private static string? Obstacle(FreshJob fresh)
    {
        if (fresh.Jobs.Count != 1) return $"it has {fresh.Jobs.Count} Jobs";
        var spec = fresh.Jobs[0].Spec;
        if (!fresh.ActiveJobs.Any()) return "its Job is ending already";
        var live = fresh.LivePods.ToList();
        if (live.Count != 1 || spec.Parallelism > 1) return "it does not run in exactly one pod: the first to fail would end the others before their grace period";
        if (spec.Completions is { } completions && completions - (fresh.Jobs[0].Status?.Succeeded ?? 0) > 1) return "a pod that ends well would be followed by the next";
        if (spec.PodFailurePolicy is not null || spec.BackoffLimitPerIndex is not null) return "its Job does not count every failure";
        if (spec.Template.Spec.RestartPolicy != "Never") return "its container would be restarted in place";
        var pod = live[0];
        // Process 1 is not the container's there, with hostPID it is the node's init.
        if (pod.Spec.HostPID == true || pod.Spec.ShareProcessNamespace == true) return "its containers do not have processes of their own";
        if (pod.Metadata.DeletionTimestamp is not null) return "its pod is being deleted already";
        return pod.Status?.Phase == "Running" ? null : $"its pod is {pod.Status?.Phase}";
    }
}
