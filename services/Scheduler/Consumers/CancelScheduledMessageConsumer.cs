using FlowForge.Jobs;
using MassTransit;
using MassTransit.Scheduling;

namespace FlowForge.Scheduler;

/// <summary>Takes timers out of the ledger, and out of memory where they were near.</summary>
public sealed class CancelScheduledMessageConsumer(ITimerLedger ledger, TimerArmer armer) : IConsumer<Batch<CancelScheduledMessage>>
{
    public async Task Consume(ConsumeContext<Batch<CancelScheduledMessage>> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var tokens = context.Message.Select(message => message.Message.TokenId).Distinct().ToList();
        await ledger.CancelAsync(tokens, context.CancellationToken);
        await armer.DisarmAsync(tokens, context.CancellationToken);
    }
}
