using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Lifecycle;
using FlowForge.Scheduler;
using FlowForge.Testing;

namespace FlowForge.Cleanup.Tests;

/// <summary>Lifecycle, scheduler and cleanup together, with quick retries.</summary>
internal static class CleanupHarness
{
    public static Task<ServiceHarness> StartAsync(int tries = 3, string retryDelay = "200ms") => ServiceHarness.StartAsync(
        bus =>
        {
            bus.AddLifecycle();
            bus.AddScheduler();
            bus.AddCleanup();
        },
        new Dictionary<string, string?> { ["options:cleanup:tries"] = $"{tries}", ["options:cleanup:retryDelay"] = retryDelay, ["options:cleanup:heldDelay"] = "100ms" });

    /// <summary>A job that has ended and left a workspace, a secret, logs and artifacts.</summary>
    public static FakeJob AddEnded(this ServiceHarness harness, string jobId)
    {
        harness.Artifacts.Add(jobId, CleanupScopes.Logs);
        harness.Artifacts.Add(jobId, CleanupScopes.Artifacts);
        return harness.Runtime.Add(jobId, job =>
        {
            job.Alive = false;
            job.ExitCode = 0;
            job.Resources[new JobResource("workspace", "workspace")] = 0;
            job.Resources[new JobResource("secret", "token")] = 0;
        });
    }

    public static async Task EndAsync(this ServiceHarness harness, string jobId, string? retention = "0s", bool isProtected = false)
    {
        var now = TimeProvider.System.Now();
        await harness.Bus.Publish(new JobStarted { JobId = jobId, StartedAt = now, Retention = retention, Protected = isProtected });
        await harness.Bus.Publish(new JobFinished { JobId = jobId, FinishedAt = now, Outcome = JobOutcome.Succeeded });
    }

    public static Task<JobRecord> SettledAsync(this ServiceHarness harness, string jobId) => Eventually.GetAsync(
        async () => await harness.Registry.FindAsync(JobId.Parse(jobId)) is { IsCleanedUp: true } job ? job : null, $"{jobId} was not cleaned up");

    /// <summary>How far the clean-up of what the job left in the runtime has come.</summary>
    public static Task<CleanupProgress> SeeRuntimeAsync(this ServiceHarness harness, string jobId, Func<CleanupProgress, bool> fits) => Eventually.GetAsync(
        async () => (await harness.Registry.FindAsync(JobId.Parse(jobId)))?.Cleanup.GetValueOrDefault(CleanupScopes.Runtime) is { } progress && fits(progress) ? progress : null,
        $"the clean-up of {jobId} did not come so far");

    public static Task RecordAsync(this ServiceHarness harness, string jobId, CleanupProgress runtime) =>
        harness.Registry.RecordCleanupAsync(JobId.Parse(jobId), 1, new Dictionary<string, CleanupProgress> { [CleanupScopes.Runtime] = runtime });
}
