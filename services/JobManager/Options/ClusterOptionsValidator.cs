using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.JobManager;

internal sealed class ClusterOptionsValidator : IValidateOptions<ClusterOptions>
{
    private static readonly TimeSpan LongestHeadStart = TimeSpan.FromMinutes(10), Second = TimeSpan.FromSeconds(1), Day = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, ClusterOptions options)
    {
        var problems = new List<string>();
        if (options.HeadStart < TimeSpan.Zero || options.HeadStart > LongestHeadStart)
            problems.Add($"{ClusterOptions.Section}:headStart is {Durations.Format(options.HeadStart)}; 0s to 10m is allowed");
        if (options.LostEndAfter < Second || options.LostEndAfter > Day)
            problems.Add($"{ClusterOptions.Section}:lostEndAfter is {Durations.Format(options.LostEndAfter)}; 1s to 1d is allowed");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
