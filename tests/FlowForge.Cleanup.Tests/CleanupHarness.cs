using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Lifecycle;
using FlowForge.Scheduler;
using FlowForge.Testing;

namespace FlowForge.Cleanup.Tests;

/// <summary>Lifecycle, scheduler and cleanup together, with quick retries.</summary>
internal static class CleanupHarness
{
    public static Task<ServiceHarness> StartAsync(int tries = 3) => ServiceHarness.StartAsync(
        bus =>
        {
            bus.AddLifecycle();
            bus.AddScheduler();
            bus.AddCleanup();
        },
        new Dictionary<string, string?> { ["options:cleanup:tries"] = $"{tries}", ["options:cleanup:retryDelay"] = "200ms", ["options:cleanup:heldDelay"] = "100ms" });

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
}
