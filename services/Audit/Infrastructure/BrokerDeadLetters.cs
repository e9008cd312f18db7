using FlowForge.Jobs;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Audit;

/// <summary>
/// Messages that the broker itself gave up, because they were delivered too often and never settled: whatever they hold, they are
/// written down. They are kept for a person in another queue of the same exchange.
/// </summary>
public static class BrokerDeadLetters
{
    private const string Queue = "audit-dead-letter";

    public static void Audit(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator broker)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(broker);
        var filter = new DeadLetterFilter(context.GetRequiredService<IAuditStore>(), context.GetRequiredService<TimeProvider>());
        broker.ReceiveEndpoint(Queue, endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.ConfigureConsumeTopology = false;
            // Nobody consumes here: what can be read is "skipped", what cannot be is an error, and both end in the same filter.
            endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(filter));
            endpoint.ConfigureError(pipe => pipe.UseFilter(filter));
        });
    }

    private sealed class DeadLetterFilter(IAuditStore store, TimeProvider clock) : IFilter<ReceiveContext>, IFilter<ExceptionReceiveContext>
    {
        public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) => WriteAsync(context);

        public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) => WriteAsync(context);

        public void Probe(ProbeContext context) => context.CreateFilterScope("brokerDeadLetter");

        private Task WriteAsync(ReceiveContext context)
        {
            var body = context.Body.GetBytes();
            var queue = context.TransportHeaders.Get<string>("x-first-death-queue") ?? "an unknown queue";
            var reason = context.TransportHeaders.Get<string>("x-first-death-reason") ?? "unknown reason";
            // The same message dead-lettered twice is the same entry; one without an id is known by its content.
            var id = context.GetMessageId() ?? DerivedId.From("message", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body)));
            var entry = BrokenMessages.EntryOf(id, queue, $"given up by the broker: {reason}", "rabbitmq", clock.Now(), body);
            return store.AppendAsync([entry], CancellationToken.None);
        }
    }
}
