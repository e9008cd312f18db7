using FlowForge.Contracts;
using FlowForge.Jobs;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FlowForge.HttpApi;

/// <summary>Job managers without a message client post their events here. 202 means: checked and durable.</summary>
public static class EventsApi
{
    /// <summary>An event accepted a moment ago may not be in the registry yet.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a broker may take until it confirms.</summary>
    private static readonly TimeSpan Confirmation = TimeSpan.FromSeconds(10);

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.Need([typeof(IBus), typeof(IJobRegistry), typeof(IPolicies), typeof(TimeProvider)]);
        var events = routes.MapGroup("/api/events");
        events.MapPost("/job-started", async (JobStarted message, EventReader reader, IJobRegistry registry, TimeProvider clock, IBus bus, CancellationToken cancellationToken) =>
        {
            var start = reader.Read(message);
            if (JobReuse.Problem(await registry.FindAsync(start.JobId, cancellationToken), start) is { } problem) throw new InvalidEventException("jobId", problem);
            await PublishAsync(bus, message, clock);
            return Accepted(message.JobId, message.Attempt);
        });
        events.MapPost("/job-heartbeat", async (JobHeartbeat message, EventReader reader, IJobRegistry registry, TimeProvider clock, IBus bus, CancellationToken cancellationToken) =>
        {
            if (!await IsKnownAsync(registry, reader.Read(message).JobId, clock, cancellationToken)) return Unknown(message.JobId);
            await PublishAsync(bus, message, clock);
            return Accepted(message.JobId, message.Attempt);
        });
        events.MapPost("/job-finished", async (JobFinished message, EventReader reader, IJobRegistry registry, [FromServices] IJobRuntime? runtime, TimeProvider clock, IBus bus, CancellationToken cancellationToken) =>
        {
            var finish = reader.Read(message);
            if (!await IsKnownAsync(registry, finish.JobId, clock, cancellationToken)) return Unknown(message.JobId);
            if (await IsAliveHereAsync(registry, runtime, finish, cancellationToken)) return Alive(message.JobId);
            await PublishAsync(bus, message, clock);
            return Accepted(message.JobId, message.Attempt);
        });
    }

    /// <summary>
    /// A caller who hangs up between the journal and the transport must not strand an event that is already durable: nothing stops the
    /// publish, only the wait for it ends.
    /// </summary>
    private static async Task PublishAsync<T>(IBus bus, T message, TimeProvider clock) where T : class
    {
        try
        {
            await bus.Publish(message, CancellationToken.None).WaitAsync(Confirmation, clock);
        }
        catch (TimeoutException e)
        {
            throw new NotConfirmedException($"The broker did not confirm within {Confirmation.TotalSeconds:0} s. Post the event again: one that came through after all does no harm twice.", e);
        }
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

    /// <summary>The end of a job of this machine is what its own runtime says, where there is one; a wrong report would withdraw the deadline of a process that lives.</summary>
    private static async Task<bool> IsAliveHereAsync(IJobRegistry registry, IJobRuntime? runtime, JobFinish finish, CancellationToken cancellationToken) =>
        runtime is not null && await registry.FindAsync(finish.JobId, cancellationToken) is { } job && job.Attempt == finish.Attempt
        && (await runtime.ObserveAsync(job.Ref, cancellationToken)).Presence == JobPresence.Running;

    private static IResult Alive(string jobId) => Results.Problem(statusCode: 409, title: "The job is alive, and nothing was changed.",
        detail: $"Job {jobId} runs on this machine; its end is reported by itself.");

    private static IResult Accepted(string jobId, int attempt) => Results.Accepted($"/api/jobs/{jobId}", new EventAccepted(jobId, attempt));

    private static IResult Unknown(string jobId) => Results.Problem(statusCode: 404, title: "No such job is known, and nothing was changed.",
        detail: $"Job {jobId} was never announced here. Post its start to /api/events/job-started first.");
}
