using Quartz;

namespace FlowForge.Benchmarks;

/// <summary>Is never due.</summary>
internal sealed class NothingJob : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
