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
        events.MapPost("/job-started", async (JobStarted message, EventReader reader, IBus bus) =>
        {
            reader.Read(message);
            await bus.Publish(message, WhateverTheCallerDoes);
            return Accepted(message.JobId, message.Attempt);
        });
        events.MapPost("/job-heartbeat", async (JobHeartbeat message, EventReader reader, IJobRegistry registry, TimeProvider clock, IBus bus, CancellationToken cancellationToken) =>
        {
            if (!await IsKnownAsync(registry, reader.Read(message).JobId, clock, cancellationToken)) return Unknown(message.JobId);
            await bus.Publish(message, WhateverTheCallerDoes);
            return Accepted(message.JobId, message.Attempt);
        });
        events.MapPost("/job-finished", async (JobFinished message, EventReader reader, IJobRegistry registry, TimeProvider clock, IBus bus, CancellationToken cancellationToken) =>
        {
            if (!await IsKnownAsync(registry, reader.Read(message).JobId, clock, cancellationToken)) return Unknown(message.JobId);
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

    private static IResult Accepted(string jobId, int attempt) => Results.Accepted($"/api/jobs/{jobId}", new EventAccepted(jobId, attempt));

    private static IResult Unknown(string jobId) => Results.Problem(statusCode: 404, title: "No such job is known, and nothing was changed.",
        detail: $"Job {jobId} was never announced here. Post its start to /api/events/job-started first.");
}
