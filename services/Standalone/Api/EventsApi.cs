using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Lifecycle;
using MassTransit;

namespace FlowForge.Standalone;

/// <summary>Job managers without a message client post their events here. 202 means: checked and durable.</summary>
internal static class EventsApi
{
    /// <summary>An event accepted a moment ago may not be in the registry yet.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>A caller who hangs up between the journal and the transport must not strand an event that is already durable.</summary>
    private static readonly CancellationToken WhateverTheCallerDoes = CancellationToken.None;

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapGroup("/api/events");
        events.MapPost("/job-started", async (JobStarted message, EventReader reader, IJobRegistry registry, IBus bus, CancellationToken cancellationToken) =>
        {
            var start = reader.Read(message);
            if (JobLifecycle.ReuseProblem(await registry.FindAsync(start.JobId, cancellationToken), start) is { } problem) throw new InvalidEventException("jobId", problem);
            await bus.Publish(message, WhateverTheCallerDoes);
            return Accepted(message.JobId, message.Attempt);
        });
        events.MapPost("/job-heartbeat", async (JobHeartbeat message, EventReader reader, IJobRegistry registry, TimeProvider clock, IBus bus, CancellationToken cancellationToken) =>
        {
            if (!await IsKnownAsync(registry, reader.Read(message).JobId, clock, cancellationToken)) return Unknown(message.JobId);
            await bus.Publish(message, WhateverTheCallerDoes);
            return Accepted(message.JobId, message.Attempt);
        });
        events.MapPost("/job-finished", async (JobFinished message, EventReader reader, IJobRegistry registry, IJobRuntime runtime, TimeProvider clock, IBus bus, CancellationToken cancellationToken) =>
        {
            var finish = reader.Read(message);
            if (!await IsKnownAsync(registry, finish.JobId, clock, cancellationToken)) return Unknown(message.JobId);
            if (await IsAliveHereAsync(registry, runtime, finish, cancellationToken)) return Alive(message.JobId);
            await bus.Publish(message, WhateverTheCallerDoes);
            return Accepted(message.JobId, message.Attempt);
        });
    }

    private static async Task<bool> IsKnownAsync(IJobRegistry registry, JobId jobId, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; ; waited += LookAgain)
        {
            if (await registry.FindAsync(jobId, cancellationToken) is { IsAnnounced: true }) return true;
            if (waited >= Patience) return false;
            await Task.Delay(LookAgain, clock, cancellationToken);
        }
    }

    /// <summary>The end of a job of this machine is what its own runtime says; a wrong report would withdraw the deadline of a process that lives.</summary>
    private static async Task<bool> IsAliveHereAsync(IJobRegistry registry, IJobRuntime runtime, JobFinish finish, CancellationToken cancellationToken) =>
        await registry.FindAsync(finish.JobId, cancellationToken) is { } job && job.Attempt == finish.Attempt
        && (await runtime.ObserveAsync(job.Ref, cancellationToken)).Presence == JobPresence.Running;

    private static IResult Alive(string jobId) => Results.Problem(statusCode: 409, title: "The job is alive, and nothing was changed.",
        detail: $"Job {jobId} runs on this machine; its end is reported by itself.");

    private static IResult Accepted(string jobId, int attempt) => Results.Accepted($"/api/jobs/{jobId}", new EventAccepted(jobId, attempt));

    private static IResult Unknown(string jobId) => Results.Problem(statusCode: 404, title: "No such job is known, and nothing was changed.",
        detail: $"Job {jobId} was never announced here. Post its start to /api/events/job-started first.");
}
