using System.Text.Json.Nodes;
using FlowForge.Jobs;

namespace FlowForge.KubernetesRuntime;

/// <summary>A warning where people look: an event of the Job, and an annotation that the job itself can read.</summary>
internal sealed class Warning(ApiServer server, ClusterEvents events, JobCache cache, JobPlace place)
{
    public async Task GiveAsync(JobRef job, string message, CancellationToken cancellationToken)
    {
        var @namespace = place.Namespace(job);
        var known = cache.Of(@namespace);
        await known.FreshAsync(cancellationToken);
        var found = known.JobsOf(job);
        if (found.Count == 0) throw new InvalidOperationException($"there is no Job with {place.Selector(job)} in namespace '{@namespace}' to warn");
        var text = message.Length > ClusterEvents.LongestMessage ? message[..ClusterEvents.LongestMessage] : message;
        foreach (var target in found)
        {
            await events.WarnAsync(@namespace, target.Name, target.Uid, "TimeoutNear", text, DerivedId.From("warning", target.Uid, job.Attempt, text), cancellationToken);
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject { ["uid"] = target.Uid, ["annotations"] = new JsonObject { [Marks.LastWarning] = text } },
            };
            using var answer = await server.PatchAsync(ApiKind.Job, @namespace, target.Name, patch, cancellationToken);
        }
    }
}
