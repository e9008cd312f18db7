using FlowForge.Jobs;

namespace FlowForge.LocalRuntime;

/// <summary>What a job leaves in the runtime: its workspace, its secrets, and last what is known of it.</summary>
internal sealed class RuntimeResources(LocalLayout layout, JobFiles files)
{
    private const string Workspace = "workspace", Secrets = "secrets", RunState = "run-state";

    public IReadOnlyList<JobResource> List(JobRef job)
    {
        // What an earlier attempt had is its successor's.
        if (job.Attempt < files.CurrentAttempt(job.JobId)) return [];
        var found = new List<JobResource>();
        if (Path.Exists(layout.Workspace(job.JobId))) found.Add(Resource(job.JobId, Workspace));
        if (Path.Exists(layout.Secrets(job.JobId))) found.Add(Resource(job.JobId, Secrets));
        if (StateFiles(job.JobId).Any()) found.Add(Resource(job.JobId, RunState));
        return found;
    }

    public async Task DeleteAsync(JobRef job, JobResource resource, CancellationToken cancellationToken)
    {
        if (resource.Type is not (Workspace or Secrets or RunState) || resource != Resource(job.JobId, resource.Type))
            throw new InvalidOperationException($"{DnsName.Printable($"{resource.Type} '{resource.Name}'")} is nothing that job '{job.JobId}' leaves here; it was not removed");
        if (files.InUse(job) is { } use) throw new InvalidOperationException($"{resource.Type} of job '{job.JobId}' was not removed: {use}");
        switch (resource.Type)
        {
            case Workspace: await SafeRemoval.RemoveAsync(layout, layout.Workspace(job.JobId), cancellationToken); break;
            case Secrets: await SafeRemoval.RemoveAsync(layout, layout.Secrets(job.JobId), cancellationToken); break;
            default: await ForgetAsync(job.JobId, cancellationToken); break;
        }

        // Whichever goes last takes the folder with it.
        Folder.RemoveIfEmpty(layout.Job(job.JobId));
    }

    private async Task ForgetAsync(JobId id, CancellationToken cancellationToken)
    {
        // The spec first: with it there and the exit record gone, the next server would start the job again.
        await SafeRemoval.RemoveAsync(layout, layout.Spec(id), cancellationToken);
        foreach (var file in StateFiles(id).ToList()) await SafeRemoval.RemoveAsync(layout, file, cancellationToken);
    }

    private IEnumerable<string> StateFiles(JobId id)
    {
        string[] own = [layout.Workspace(id), layout.Secrets(id)];
        return Folder.Entries(layout.Job(id)).Except(own).Concat(new[] { layout.Heartbeat(id), layout.ExitNotice(id) }.Where(Path.Exists));
    }

    private static JobResource Resource(JobId id, string type) => new(type, type == RunState ? $"jobs/{id}" : $"jobs/{id}/{type}");
}
