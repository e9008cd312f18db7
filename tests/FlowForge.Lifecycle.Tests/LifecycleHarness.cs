using FlowForge.Audit;
using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;
using MassTransit.Scheduling;

namespace FlowForge.Lifecycle.Tests;

/// <summary>The lifecycle and audit services, with nobody to take the timers: the tests read what was scheduled.</summary>
internal static class LifecycleHarness
{
    public static Task<ServiceHarness> StartAsync(string? folder = null) => ServiceHarness.StartAsync(
        bus =>
        {
            bus.AddLifecycle();
            bus.AddAudit();
        }, folder: folder);

    public static JobStarted Started(string jobId, int attempt = 1, string? timeout = "10m") =>
        new() { JobId = jobId, Attempt = attempt, StartedAt = TimeProvider.System.Now(), Timeout = timeout };

    public static JobFinished Finished(string jobId, JobOutcome outcome = JobOutcome.Succeeded, int attempt = 1) =>
        new() { JobId = jobId, Attempt = attempt, FinishedAt = TimeProvider.System.Now(), Outcome = outcome };

    public static IReadOnlyList<ScheduleMessage> Scheduled(this ServiceHarness harness, Guid token) =>
        [.. harness.Sent.Of<ScheduleMessage>().Where(message => message.CorrelationId == token)];

    public static Task<ScheduleMessage> SeeScheduledAsync(this ServiceHarness harness, Guid token) => harness.SeeAsync<ScheduleMessage>(message => message.CorrelationId == token);
}
