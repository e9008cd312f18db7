using FlowForge.Contracts;
using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;

namespace FlowForge.Timeouts;

/// <summary>The next step of a job's ladder is due: it is carried out, told, and the one after it scheduled.</summary>
public sealed class TimeoutEscalationConsumer(EscalationLadder ladder, JobTimers timers, FlowForgeMeter meter, TimeProvider clock) : IConsumer<TimeoutEscalation>
{
    public async Task Consume(ConsumeContext<TimeoutEscalation> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var late = clock.Now() - context.Message.DueAt;
        var outcome = await ladder.ClimbAsync(context.Message, stage => context.Publish(stage, context.CancellationToken), context.CancellationToken);
        if (!outcome.Waited && context.GetRetryAttempt() == 0) meter.DeadlineTaken(late);
        await context.PublishInOrderAsync(outcome.Taken, context.CancellationToken);
        await context.PublishInOrderAsync(outcome.Finished, context.CancellationToken);
        // The ladder moves on only after the step was told: a crash before this repeats the step, under the same id.
        if (await ladder.AdvanceAsync(context.Message, outcome, context.CancellationToken) is { } job)
            await timers.SyncAsync(job, context.CancellationToken);
        if (outcome.AgainAt is { } again) await timers.PostponeAsync(context.Message, again, context.CancellationToken);
        foreach (var taken in outcome.Taken) meter.EscalationTaken(taken.Action, taken.Result);
    }
}
