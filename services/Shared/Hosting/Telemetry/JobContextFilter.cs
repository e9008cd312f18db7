using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace FlowForge.Hosting;

/// <summary>Puts what is done for a job's message into the job's trace, and the job's id into what is logged meanwhile.</summary>
internal sealed class JobContextFilter<T>(FlowForgeMeter meter, TimeProvider clock, ILogger<JobTraceLog> logger) : IFilter<ConsumeContext<T>> where T : class
{
    private static readonly string Name = MessageNames.Of<T>();

    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        if (context.SentTime is { } sent) meter.MessageTaken(Name, clock.GetUtcNow() - sent);
        if (JobOf<T>.Read(context.Message) is not { } job)
        {
            await next.Send(context);
            return;
        }

        // The bus names its own activity within this one "… process".
        using var activity = JobTrace.Start(Name + " receive", ActivityKind.Consumer, job.JobId, job.Attempt);
        activity?.SetTag(TelemetryNames.CorrelationId, job.CorrelationId)
            .SetTag("messaging.operation.type", "process")
            .SetTag("messaging.destination.name", QueueNames.Of(context.ReceiveContext.InputAddress))
            .SetTag("messaging.message.id", context.MessageId?.ToString());
        using var scope = logger.BeginScope(job);
        try
        {
            await next.Send(context);
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("jobContext");
}
