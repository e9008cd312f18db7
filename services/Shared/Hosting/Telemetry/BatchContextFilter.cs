using System.Diagnostics;
using MassTransit;
using MassTransit.Logging;
using Microsoft.Extensions.Logging;

namespace FlowForge.Hosting;

/// <summary>
/// A batch is handled for many jobs at once, so it belongs to no job's trace. It is a trace of its own, with links to the traces of its
/// messages; else it would be counted among what was done for the job whose message came last.
/// </summary>
internal sealed class BatchContextFilter<T>(FlowForgeMeter meter, TimeProvider clock, ILogger<JobTraceLog> logger) : IFilter<ConsumeContext<Batch<T>>> where T : class
{
    /// <summary>As many as the OpenTelemetry SDK keeps of one span.</summary>
    private const int MostLinks = 128;

    private static readonly string Name = MessageNames.Of<T>();

    public async Task Send(ConsumeContext<Batch<T>> context, IPipe<ConsumeContext<Batch<T>>> next)
    {
        var now = clock.GetUtcNow();
        foreach (var message in context.Message)
            if (message.SentTime is { } sent) meter.MessageTaken(Name, now - sent);

        // Ends with this method: what is current flows down, never up.
        Activity.Current = null;
        using var activity = JobTrace.Source.HasListeners() ? JobTrace.Source.StartActivity(Name + " batch", ActivityKind.Consumer, default(ActivityContext), links: Links(context.Message)) : null;
        activity?.SetTag("messaging.operation.type", "process").SetTag("messaging.batch.message_count", context.Message.Length);
        using var scope = logger.BeginScope("{MessageType} batch of {BatchSize}", Name, context.Message.Length);
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

    public void Probe(ProbeContext context) => context.CreateFilterScope("batchContext");

    private static IEnumerable<ActivityLink> Links(Batch<T> batch) => batch
        .Select(message => ActivityContext.TryParse(message.ReceiveContext.TransportHeaders.Get<string>(DiagnosticHeaders.ActivityId), null, true, out var sender) ? sender : default)
        .Where(sender => sender != default)
        .Take(MostLinks)
        .Select(sender => new ActivityLink(sender));
}
