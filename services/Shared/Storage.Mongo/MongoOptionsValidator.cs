using Microsoft.Extensions.Options;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

internal sealed class MongoOptionsValidator : IValidateOptions<MongoOptions>
{
    private const int LongestName = 63;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortestRetention = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetention = TimeSpan.FromDays(20_000);

    public ValidateOptionsResult Validate(string? name, MongoOptions options)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
            problems.Add($"{nameof(options.ConnectionString)} is empty; it must be the database's address, such as mongodb://host1,host2/?replicaSet=rs0");
        else if (!IsAddress(options.ConnectionString))
            problems.Add($"{nameof(options.ConnectionString)} (not shown, it may hold a password) is no MongoDB address; it looks like mongodb://user:password@host1,host2/?replicaSet=rs0, with %-escapes in user and password");
        if (options.Database.Length is 0 or > LongestName || options.Database.IndexOfAny(['/', '\\', '.', ' ', '"', '$', '\0']) >= 0)
            problems.Add($"{nameof(options.Database)} is '{options.Database}'; allowed are 1 to {LongestName} characters without /\\. \"$");
        Range(nameof(options.CommandTimeout), options.CommandTimeout, ShortestWait, LongestWait);
        Range(nameof(options.ServerSelectionTimeout), options.ServerSelectionTimeout, ShortestWait, LongestWait);
        if (options.AuditRetention is { } kept)
        {
            Range(nameof(options.AuditRetention), kept, ShortestRetention, LongestRetention);
            if (kept.Ticks % TimeSpan.TicksPerSecond != 0) problems.Add($"{nameof(options.AuditRetention)} is {kept}; allowed are whole seconds");
        }
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Range(string key, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most) problems.Add($"{key} is {value}; allowed is {least} to {most}");
        }
    }

    private static bool IsAddress(string text)
    {
        try
        {
            _ = MongoUrl.Create(text);
            return true;
        }
        catch (Exception e) when (e is MongoConfigurationException or ArgumentException or FormatException)
        {
            // The driver's words repeat the whole address.
            return false;
        }
    }
}
