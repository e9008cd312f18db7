using Quartz;

namespace FlowForge.Hosting;

/// <summary>Does one round of a piece of recurring work, if no other replica does it.</summary>
[DisallowConcurrentExecution]
internal sealed class RecurringWorkJob(IEnumerable<IRecurringWork> works, LeasedWork leased) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await leased.RunAsync(works.Single(work => work.Name == context.JobDetail.Key.Name), cancellationToken);
}
