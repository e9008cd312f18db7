using Microsoft.Extensions.Hosting;
using Quartz;

namespace FlowForge.Hosting;

/// <summary>Gives every registered piece of recurring work its Quartz cron trigger.</summary>
internal sealed class RecurringWorkSchedule(ISchedulerFactory schedulers, IEnumerable<IRecurringWork> works) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var work in works)
        {
            var job = JobBuilder.Create<RecurringWorkJob>().WithIdentity(work.Name, "recurring").Build();
            var trigger = TriggerBuilder.Create().WithIdentity(work.Name, "recurring")
                .WithSchedule(CronScheduleBuilder.Create(work.Cron).InTimeZone(TimeZoneInfo.Utc)).Build();
            await scheduler.ScheduleJob(job, trigger, cancellationToken: cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
