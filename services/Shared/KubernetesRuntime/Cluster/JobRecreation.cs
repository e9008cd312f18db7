using System.Text.Json.Nodes;
using FlowForge.Jobs;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime;

/// <summary>
/// Makes a Job again. The new one first, then the old one is removed: what breaks off in between leaves something to go on from.
/// Its name and label are derived from the attempt, so that it is made once however often it is asked for.
/// </summary>
internal sealed class JobRecreation(ApiServer server, JobCache cache, JobPlace place, JobReader reader, JobEditor editor, IOptions<KubernetesOptions> options, TimeProvider clock)
{
    public async Task RunAsync(JobRef died, bool wasStarted, CancellationToken cancellationToken)
    {
        var @namespace = place.Namespace(died);
        var known = cache.Of(@namespace);
        await known.FreshAsync(cancellationToken);
        var jobs = await reader.JobsAsync(died, cancellationToken);
        var old = jobs.Where(job => AttemptOf(job) == died.Attempt).ToList();
        // Also where there is nothing to make: of a job that is held nothing is removed.
        if (jobs.Select(job => Marks.HeldBy(job.Metadata)).FirstOrDefault(mark => mark is not null) is { } held) throw Refusal(died, $"it carries {held}");
        if (!wasStarted && !jobs.Any(job => AttemptOf(job) > died.Attempt))
        {
            var manifest = Recorded(died, known, old);
            old = await EndedAsync(died, cancellationToken);
            await MakeAsync(died, @namespace, manifest, cancellationToken);
        }

        foreach (var job in old.Where(job => CachedJob.StateOf(job).State is JobState.Complete or JobState.Failed)) await editor.DeleteJobAsync(@namespace, job, cancellationToken);
    }

    private static int AttemptOf(V1Job job) => Marks.AttemptOf(job.Metadata) ?? 1;

    private static JsonObject Recorded(JobRef died, NamespaceCache known, List<V1Job> old)
    {
        if (old.Count > 1) throw Refusal(died, $"it has {old.Count} Jobs: {string.Join(", ", old.Select(job => $"'{job.Metadata.Name}'"))}");
        var seen = known.Jobs.Of(died.JobId.Value).Append(known.Ended.Find(died.JobId.Value)?.Job).FirstOrDefault(job => job is not null && (job.Attempt ?? 1) == died.Attempt);
        if (seen?.HeldBy is { } mark) throw Refusal(died, $"it carried {mark}");
        return seen?.Manifest is { } manifest
            ? JobManifest.Unpack(manifest)
            : throw Refusal(died, "its Job is gone, and this job manager has not seen it: nothing is known of it to make it from");
    }

    /// <summary>Whoever asks has ended it; what is still on its way out is waited for.</summary>
    private async Task<List<V1Job>> EndedAsync(JobRef died, CancellationToken cancellationToken)
    {
        var patience = new Patience(clock, options.Value.Patience);
        while (true)
        {
            var fresh = await reader.ReadAsync(died, null, cancellationToken);
            fresh.EnsureFree();
            if (fresh.IsOver && !fresh.LivePods.Any()) return [.. fresh.Jobs];
            if (patience.IsOver) throw Refusal(died, $"it has not ended: {fresh.Leftovers()}");
            await patience.PauseAsync(cancellationToken);
        }
    }

    private async Task MakeAsync(JobRef died, string @namespace, JsonObject manifest, CancellationToken cancellationToken)
    {
        var job = NextAttempt.Of(manifest, died, place.JobIdLabel, out var problem);
        if (problem is not null) throw Refusal(died, problem);
        if (await server.CreateAsync(ApiKind.Job, @namespace, job, cancellationToken)) return;
        var name = job["metadata"]!["name"]!.GetValue<string>();
        using var there = await server.ReadAsync(ApiKind.Job, @namespace, name, cancellationToken);
        var metadata = there is null ? null : KubernetesJson.Deserialize<V1ObjectMeta>(there.RootElement.GetProperty("metadata"));
        if (metadata?.Labels?.TryGetValue(place.JobIdLabel, out var id) != true || id != died.JobId.Value || Marks.AttemptOf(metadata) != died.Attempt + 1)
            throw Refusal(died, $"its name '{name}' is another Job's");
    }

    private static InvalidOperationException Refusal(JobRef died, string reason) => new($"job '{died.JobId}' attempt {died.Attempt} was not made again: {reason}");
}
