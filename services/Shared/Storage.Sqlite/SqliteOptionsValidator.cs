using Microsoft.Extensions.Options;

namespace FlowForge.Storage.Sqlite;

internal sealed class SqliteOptionsValidator : IValidateOptions<SqliteOptions>
{
    private static readonly TimeSpan ShortestBusy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBusy = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, SqliteOptions options)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(options.DataFolder))
            problems.Add($"{nameof(options.DataFolder)} is '{options.DataFolder}'; it must name an existing, writable folder");
        Range(nameof(options.MaxBatch), options.MaxBatch, 10_000);
        Range(nameof(options.QueueLength), options.QueueLength, 1_000_000);
        Range(nameof(options.ReadConnections), options.ReadConnections, 64);
        if (options.BusyTimeout < ShortestBusy || options.BusyTimeout > LongestBusy)
            problems.Add($"{nameof(options.BusyTimeout)} is {options.BusyTimeout}; allowed is {ShortestBusy} to {LongestBusy}");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Range(string key, int value, int most)
        {
            if (value < 1 || value > most) problems.Add($"{key} is {value}; allowed is 1 to {most}");
        }
    }
}
