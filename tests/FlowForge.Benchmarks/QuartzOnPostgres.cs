using Quartz;

namespace FlowForge.Benchmarks;

/// <summary>
/// Quartz with its own durable store, as a service with several replicas would have to run it: clustered, on PostgreSQL. Timers
/// share a job, all of them or those of a batch: a job for each would be more rows. In bulk nothing is replaced, which the ledger
/// does and which would cost Quartz more.
/// </summary>
internal sealed class QuartzOnPostgres : IAsyncDisposable
{
    private static readonly JobKey Nothing = new("nothing");
    private readonly IScheduler _scheduler;
    private readonly DateTimeOffset _due;

    private QuartzOnPostgres(IScheduler scheduler, DateTimeOffset due) => (_scheduler, _due) = (scheduler, due);

    public static async Task<QuartzOnPostgres> StartAsync(PostgresDatabase database, DateTimeOffset due)
    {
        var scheduler = await QuartzSchedulerBuilder.Create(quartz => quartz
            .ConfigureScheduler(options => (options.InstanceName, options.InstanceId) = ("benchmark", "replica-1"))
            .UsePersistentStore(store =>
            {
                store.UsePostgres(database.ConnectionString);
                store.UseClustering();
                store.ProvisionSchema();
                store.ConfigureStore(options => options.StoreJobDataAsStrings = true);
            })).BuildScheduler();
        // Not in standby: a clustered scheduler looks for what is due after every change, and that belongs to the cost.
        await scheduler.Start();
        await scheduler.AddJob(JobBuilder.Create<NothingJob>().WithIdentity(Nothing).StoreDurably().Build(), new AddJobOptions { Replace = true });
        return new QuartzOnPostgres(scheduler, due);
    }

    public async Task ScheduleAsync(IReadOnlyList<int> numbers)
    {
        if (numbers is [var number])
        {
            await _scheduler.ScheduleTrigger(Trigger(Nothing, number), TriggerConflict.Replace);
            return;
        }

        var job = new JobKey($"batch-{numbers[0]}");
        await _scheduler.ScheduleJobs(new Dictionary<IJobDetail, IReadOnlyCollection<ITrigger>>
        {
            [JobBuilder.Create<NothingJob>().WithIdentity(job).Build()] = [.. numbers.Select(each => Trigger(job, each))],
        }, new ScheduleJobOptions());
    }

    public async Task CancelAsync(IReadOnlyList<int> numbers)
    {
        if (numbers is [var number]) await _scheduler.UnscheduleJob(Key(number));
        else await _scheduler.UnscheduleJobs([.. numbers.Select(Key)]);
    }

    public async ValueTask DisposeAsync() => await _scheduler.Shutdown();

    private ITrigger Trigger(JobKey job, int number) => TriggerBuilder.Create().ForJob(job).WithIdentity(Key(number)).StartAt(_due.AddSeconds(number))
        .UsingJobData(new JobDataMap { ["payload"] = BenchmarkTimers.Payload(number), ["destination"] = BenchmarkTimers.Destination }).Build();

    private static TriggerKey Key(int number) => new($"timer-{number}");
}
