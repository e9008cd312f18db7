using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace FlowForge.KubernetesRuntime;

/// <summary>The single writes that acts are made of. Each names the uid that was read, so it never meets another object of that name.</summary>
internal sealed class JobEditor(ApiServer server, JobPlace place, TimeProvider clock)
{
    private const int MostConflicts = 8;

    /// <summary>The controller learns of a Job and of its pods by two watches: a pod that failed at once could reach it before the limit that stops the next.</summary>
    private static readonly TimeSpan ControllerHears = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Makes the Job terminal. A Job whose pods are merely removed makes new ones for ever; activeDeadlineSeconds is the one change
    /// that every Job controller answers by ending pods, making no more, and setting a terminal condition.
    /// </summary>
    public Task EndAsync(string @namespace, V1Job job, CancellationToken cancellationToken)
    {
        var spec = new JsonObject { ["activeDeadlineSeconds"] = 1 };
        // No deadline fires while a Job is suspended; resumed, it must not start pods for the second until it does.
        if (job.Spec.Suspend == true) (spec["suspend"], spec["parallelism"]) = (false, 0);
        return PatchSpecAsync(@namespace, job, spec, cancellationToken);
    }

    /// <summary>The next pod that fails ends the Job. Returns when its controller has had the time to hear of it.</summary>
    public async Task AllowNoReplacementAsync(string @namespace, V1Job job, int backoffLimit, CancellationToken cancellationToken)
    {
        if (job.Spec.BackoffLimit <= backoffLimit) return;
        await PatchSpecAsync(@namespace, job, new JsonObject { ["backoffLimit"] = backoffLimit }, cancellationToken);
        await Task.Delay(ControllerHears, clock, cancellationToken);
    }

    public async Task DeleteJobAsync(string @namespace, V1Job job, CancellationToken cancellationToken)
    {
        // Without a policy the API server would leave the pods behind.
        var how = new JsonObject { ["propagationPolicy"] = "Background", ["preconditions"] = new JsonObject { ["uid"] = job.Metadata.Uid } };
        await DeleteAsync(ApiKind.Job, @namespace, job.Metadata.Name, how, cancellationToken);
    }

    public async Task DeletePodAsync(string @namespace, V1Pod pod, long grace, CancellationToken cancellationToken)
    {
        var how = new JsonObject { ["gracePeriodSeconds"] = grace, ["preconditions"] = new JsonObject { ["uid"] = pod.Metadata.Uid } };
        await DeleteAsync(ApiKind.Pod, @namespace, pod.Metadata.Name, how, cancellationToken);
    }

    /// <summary>Takes off those finalizers, and no others.</summary>
    public async Task ReleaseAsync(ApiKind kind, string @namespace, V1ObjectMeta metadata, Func<string, bool> which, CancellationToken cancellationToken)
    {
        if (metadata.Finalizers?.Any(which) != true) return;
        var kept = new JsonArray([.. metadata.Finalizers.Where(name => !which(name)).Select(name => JsonValue.Create(name))]);
        var patch = new JsonObject { ["metadata"] = Precondition(metadata, new KeyValuePair<string, JsonNode?>("finalizers", kept)) };
        try
        {
            using var answer = await server.PatchAsync(kind, @namespace, metadata.Name, patch, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.Status is HttpStatusCode.Conflict)
        {
            // It has changed; the next look sees how.
        }
    }

    private async Task DeleteAsync(ApiKind kind, string @namespace, string name, JsonObject how, CancellationToken cancellationToken)
    {
        try
        {
            await server.DeleteAsync(kind, @namespace, name, how, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.Status == HttpStatusCode.Conflict)
        {
            // Another uid: what was meant is gone, and what is there now is not ours to delete.
        }
    }

    /// <summary>With the version that was read, so that a hold that is set meanwhile is not passed over; read again where it has changed.</summary>
    private async Task PatchSpecAsync(string @namespace, V1Job job, JsonObject spec, CancellationToken cancellationToken)
    {
        var name = job.Metadata.Name;
        for (var conflicts = 0; ;)
        {
            try
            {
                var before = new KeyValuePair<string, JsonNode?>("annotations", new JsonObject { [Marks.Before] = SpecBefore.Note(job, spec) });
                var patch = new JsonObject { ["metadata"] = Precondition(job.Metadata, before), ["spec"] = spec.DeepClone() };
                using var answer = await server.PatchAsync(ApiKind.Job, @namespace, name, patch, cancellationToken);
                return;
            }
            catch (KubernetesApiException e) when (e.Status == HttpStatusCode.Conflict && ++conflicts < MostConflicts)
            {
                using var found = await server.ReadAsync(ApiKind.Job, @namespace, name, cancellationToken);
                if (found is null) return;
                var current = KubernetesJson.Deserialize<V1Job>(found.RootElement);
                EnsureSame(@namespace, job, current);
                if (CachedJob.StateOf(current).State != JobState.Active) return;
                job = current;
            }
        }
    }

    private void EnsureSame(string @namespace, V1Job before, V1Job now)
    {
        var problem = now.Metadata.Uid != before.Metadata.Uid ? "was replaced by another of that name"
            : now.Metadata.Labels?[place.JobIdLabel] != before.Metadata.Labels[place.JobIdLabel] ? $"has another {place.JobIdLabel} now"
            : Marks.HeldBy(now.Metadata) is { } mark ? $"carries {mark} now" : null;
        if (problem is not null) throw new InvalidOperationException($"Job '{before.Metadata.Name}' in namespace '{@namespace}' {problem}; nothing was done");
    }

    private static JsonObject Precondition(V1ObjectMeta metadata, params KeyValuePair<string, JsonNode?>[] more) =>
        new([new("uid", metadata.Uid), new("resourceVersion", metadata.ResourceVersion), .. more]);
}
