using FlowForge.Jobs;
using Quartz;

namespace FlowForge.Scheduler;

/// <summary>Gives a timer that is near a Quartz trigger at its exact time.</summary>
public sealed class TimerArmer(ISchedulerFactory schedulers)
{
    internal const string EntryKey = "entry";
    private const string Group = "timers";
    private static readonly JobKey Job = new("deliver", Group);

    public async Task ArmAsync(IReadOnlyCollection<TimerEntry> entries, CancellationToken cancellationToken, DateTimeOffset? notBefore = null)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        if (!await scheduler.Exists(Job, cancellationToken))
            await scheduler.AddJob(JobBuilder.Create<DeliverTimerJob>().WithIdentity(Job).StoreDurably().Build(), new AddJobOptions { Replace = true }, cancellationToken);
        foreach (var entry in entries)
        {
            var trigger = TriggerBuilder.Create().ForJob(Job).WithIdentity(Key(entry.Token))
                .UsingJobData(new JobDataMap { [EntryKey] = entry })
                .WithSchedule(SimpleScheduleBuilder.Create().WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
                .StartAt(entry.DueAt < notBefore ? notBefore.Value : entry.DueAt).Build();
            await scheduler.ScheduleTrigger(trigger, TriggerConflict.Replace, cancellationToken);
        }
    }

    public async Task DisarmAsync(IReadOnlyCollection<Guid> tokens, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await scheduler.UnscheduleJobs([.. tokens.Select(Key)], cancellationToken);
    }

    private static TriggerKey Key(Guid token) => new(token.ToString("N"), Group);
}
