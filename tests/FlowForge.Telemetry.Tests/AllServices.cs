using FlowForge.Audit;
using FlowForge.Cleanup;
using FlowForge.Jobs;
using FlowForge.Lifecycle;
using FlowForge.Orphans;
using FlowForge.Recovery;
using FlowForge.Scheduler;
using FlowForge.Testing;
using FlowForge.Timeouts;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Telemetry.Tests;

/// <summary>All services on one in-memory bus.</summary>
internal static class AllServices
{
    public static Task<ServiceHarness> StartAsync(Action<IServiceCollection>? more = null) => ServiceHarness.StartAsync(
        bus =>
        {
            bus.AddLifecycle();
            bus.AddScheduler();
            bus.AddTimeouts();
            bus.AddCleanup();
            bus.AddRecovery();
            bus.AddOrphans();
            bus.AddAudit();
        },
        new Dictionary<string, string?> { ["options:cleanup:tries"] = "2", ["options:cleanup:retryDelay"] = "100ms" }, more: more);

    /// <summary>A job that has ended and left a workspace.</summary>
    public static FakeJob AddEnded(this ServiceHarness harness, string jobId) => harness.Runtime.Add(jobId, job =>
    {
        job.Alive = false;
        job.ExitCode = 0;
        job.Resources[new JobResource("workspace", "workspace")] = 0;
    });

    public static Task<JobRecord> SettledAsync(this ServiceHarness harness, string jobId) => Eventually.GetAsync(
        async () => await harness.Registry.FindAsync(JobId.Parse(jobId)) is { IsCleanedUp: true } job ? job : null, $"{jobId} was not cleaned up");
}
