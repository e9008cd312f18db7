using Microsoft.Extensions.Options;

namespace FlowForge.JobManager;

internal sealed class JobManagerOptionsValidator : IValidateOptions<JobManagerOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100), Longest = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, JobManagerOptions options)
    {
        var problems = new List<string>();
        if (options.HeartbeatInterval < Shortest || options.HeartbeatInterval > Longest)
            problems.Add($"{JobManagerOptions.Section}:{nameof(options.HeartbeatInterval)} is '{options.HeartbeatInterval}'; 100 ms to 1 h is allowed");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
