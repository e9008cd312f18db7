using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Api;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Controllers;

/// <summary>Gives a Job its pod, counts how pods end, and ends the Job: complete, too many failures, or past its deadline.</summary>
internal sealed class JobController(ObjectStore store, Deletion deletion, ObjectMaker maker, Agenda agenda, TimeProvider time, ControlPlane controlPlane) : IController
{
    private readonly JobBackoff _backoff = new(controlPlane);

    private bool IsCurrent => controlPlane == ControlPlane.Current;

    public void Reconcile(ObjectKey key)
    {
        if (key.Kind == ResourceKind.Pods) ReleaseIfTheJobIsGone(key);
        if (key.Kind != ResourceKind.Jobs || store.Find(key) is not { } job) return;
        var status = new JobStatus(job, time.GetUtcNow());
        var over = status.IsFinished || job.IsDeleting();
        if (!over) Work(key, job, status);
        else foreach (var (pod, _) in new JobPods(store, job).Tracked) deletion.RemoveFinalizer(pod, JobPods.Tracking);
    }

    private void Work(ObjectKey key, JsonObject job, JobStatus status)
    {
        var suspended = IsCurrent && job.At("spec", "suspend")?.ToString() == "true";
        if (suspended) status.Stop();
        else status.Start();
        var failedBefore = status.Failed;
        Count(job, status);
        var pods = new JobPods(store, job);
        if (Verdict(key, job, status, suspended, IsCurrent || status.Failed > failedBefore) is { } verdict) End(pods, status, verdict);
        else if (suspended) Suspend(pods, status);
        else Manage(key, job, pods, status);

        pods = new JobPods(store, job);
        status.Set("active", pods.Active.Count());
        if (IsCurrent)
        {
            status.Set("ready", pods.Ready);
            status.Set("terminating", pods.Terminating);
        }

        // What the steps above did to pods may have changed nothing of the Job itself, but it still is the one stored.
        var changed = store.Find(key)!.Copy();
        changed["status"] = status.ToJson();
        store.Put(key, changed);
    }

    /// <summary>A current server counts each pod once and lets go of its finalizer; an old one counts the pods that are there.</summary>
    private void Count(JsonObject job, JobStatus status)
    {
        var pods = new JobPods(store, job);
        if (!IsCurrent)
        {
            if (pods.In("Failed") > status.Failed) _backoff.Failed(job.Uid(), time.GetUtcNow());
            (status.Succeeded, status.Failed) = (pods.In("Succeeded"), pods.In("Failed"));
            return;
        }

        var waitsForTheEnd = job.Text("spec", "podReplacementPolicy") == "Failed";
        foreach (var (key, pod) in pods.Tracked)
        {
            if (!JobPods.HasEnded(pod) && (waitsForTheEnd || !pod.IsDeleting())) continue;
            if (pod.Text("status", "phase") == "Succeeded") status.Succeeded++;
            else status.Failed++;
            if (pod.Text("status", "phase") != "Succeeded") _backoff.Failed(job.Uid(), time.GetUtcNow());
            deletion.RemoveFinalizer(key, JobPods.Tracking);
        }
    }

    private JobVerdict? Verdict(ObjectKey key, JsonObject job, JobStatus status, bool suspended, bool mayHaveFailed)
    {
        if (status.Is("FailureTarget")) return JobVerdict.FailedFor(status.ReasonOf("FailureTarget")!);
        // An old server compares the two only as a pod fails; lowering the limit ends nothing there.
        if (mayHaveFailed && status.Failed > (job.Number("spec", "backoffLimit") ?? 6)) return JobVerdict.TooManyFailures;
        if (!suspended && job.Number("spec", "activeDeadlineSeconds") is { } seconds && status.StartTime is { } start)
        {
            var deadline = start.AddSeconds(seconds);
            if (deadline <= time.GetUtcNow()) return JobVerdict.PastDeadline;
            agenda.At(deadline, key);
        }

        return status.Succeeded >= (job.Number("spec", "completions") ?? 1) ? JobVerdict.Complete : null;
    }

    private void End(JobPods pods, JobStatus status, JobVerdict verdict)
    {
        if (IsCurrent) status.SetCondition(verdict.Announcement, true, verdict.Reason, verdict.Message);
        foreach (var pod in pods.Active) deletion.Delete(pod, new DeleteOptions("Background"));
        if (IsCurrent && (pods.Terminating > 0 || pods.Active.Any())) return;
        status.SetCondition(verdict.Condition, true, IsCurrent || verdict != JobVerdict.Complete ? verdict.Reason : "", IsCurrent || verdict != JobVerdict.Complete ? verdict.Message : "");
        if (verdict == JobVerdict.Complete) status.Complete();
    }

    private void Suspend(JobPods pods, JobStatus status)
    {
        foreach (var pod in pods.Active) DeleteUncounted(pod);
        status.SetCondition("Suspended", true, "JobSuspended", "Job suspended");
    }

    private void Manage(ObjectKey key, JsonObject job, JobPods pods, JobStatus status)
    {
        if (status.Is("Suspended")) status.SetCondition("Suspended", false, "JobResumed", "Job resumed");
        var active = pods.Active.ToArray();
        var wanted = Math.Min(job.Number("spec", "parallelism") ?? 1, (job.Number("spec", "completions") ?? 1) - status.Succeeded);
        foreach (var pod in active.Skip(wanted)) DeleteUncounted(pod);
        if (job.Text("spec", "podReplacementPolicy") == "Failed") wanted -= pods.Terminating;
        if (active.Length >= wanted) return;
        var next = _backoff.NextStart(job.Uid());
        if (next > time.GetUtcNow()) agenda.At(next, key);
        else for (var made = active.Length; made < wanted; made++) MakePod(job);
    }

    private void MakePod(JsonObject job)
    {
        var template = job.At("spec", "template")!.DeepClone();
        var meta = new JsonObject { ["generateName"] = job.Name() + "-", ["labels"] = template.At("metadata", "labels")?.DeepClone() };
        if (template.At("metadata", "annotations") is { } annotations) meta["annotations"] = annotations.DeepClone();
        meta["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "batch/v1", ["kind"] = "Job", ["name"] = job.Name(), ["uid"] = job.Uid(), ["controller"] = true, ["blockOwnerDeletion"] = true });
        if (IsCurrent) meta["finalizers"] = new JsonArray(JobPods.Tracking);
        maker.Create(ResourceKind.Pods, job.Text("metadata", "namespace"), new JsonObject { ["metadata"] = meta, ["spec"] = template.At("spec")?.DeepClone() });
    }

    private void DeleteUncounted(ObjectKey pod)
    {
        deletion.RemoveFinalizer(pod, JobPods.Tracking);
        deletion.Delete(pod, new DeleteOptions("Background"));
    }

    private void ReleaseIfTheJobIsGone(ObjectKey key)
    {
        if (store.Find(key) is { } pod && pod.Finalizers().Contains(JobPods.Tracking)
            && !pod.Items("metadata", "ownerReferences").Any(owner => store.FindUid(owner.Text("uid") ?? "") is not null)) deletion.RemoveFinalizer(key, JobPods.Tracking);
    }
}
