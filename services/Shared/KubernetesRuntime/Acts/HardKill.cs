using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime;

/// <summary>
/// Ends a job at once. The Job first: while it is active every pod that is removed is replaced. Then its pods, without grace; done is
/// what the API server shows afterwards: a terminal condition and no living pod.
/// </summary>
internal sealed class HardKill(JobReader reader, JobEditor editor, IOptions<KubernetesOptions> options, TimeProvider clock)
{
    /// <summary>Controllers answer within a second; one that does not may be down, and the pods must go all the same.</summary>
    public static readonly TimeSpan ControllerTakes = TimeSpan.FromSeconds(2);

    public async Task RunAsync(JobRef job, CancellationToken cancellationToken)
    {
        var fresh = await reader.ReadAsync(job, null, cancellationToken);
        var uids = fresh.Uids;
        fresh.EnsureFree();
        foreach (var active in fresh.ActiveJobs) await editor.EndAsync(fresh.Namespace, active, cancellationToken);

        var patience = new Patience(clock, options.Value.Patience);
        while (true)
        {
            fresh = await reader.ReadAsync(job, uids, cancellationToken);
            fresh.EnsureFree();
            if (fresh.IsOver && !fresh.LivePods.Any()) return;
            if (patience.IsOver) throw new InvalidOperationException($"job '{job.JobId}' was not ended within {Durations.Format(options.Value.Patience)}: {fresh.Leftovers()}");
            if (!fresh.ActiveJobs.Any() || patience.Waited > ControllerTakes)
                foreach (var pod in fresh.LivePods) await editor.DeletePodAsync(fresh.Namespace, pod, 0, cancellationToken);
            await patience.PauseAsync(cancellationToken);
        }
    }
}
