using FlowForge.Testing;

namespace FlowForge.Integration.Tests;

/// <summary>Needs no server: each ends before it asks for one.</summary>
public sealed class When_a_setting_of_a_service_is_wrong
{
    private const string Secret = "s3cret";

    [Theory]
    [InlineData("Lifecycle", "RABBITMQ__URL", "", "rabbitMq:url must be the broker's address")]
    [InlineData("Lifecycle", "RABBITMQ__URL", $"http://user:{Secret}@rabbitmq", "rabbitMq:url must be the broker's address")]
    [InlineData("Audit", "MONGODB__CONNECTIONSTRING", $"mongodb://user:{Secret}@", "no MongoDB address")]
    [InlineData("Audit", "MONGODB__COMMANDTIMEOUT", "soon", "soon")]
    [InlineData("Timeouts", "RUNTIME__DATAFOLDER", "", "DataFolder is not set")]
    [InlineData("JobManager", "RUNTIME__DATAFOLDER", "", "runtime:DataFolder is not set")]
    [InlineData("Lifecycle", "RABBITMQ__PATIENCE", "1s", "rabbitMq:patience is 00:00:01")]
    [InlineData("Timeouts", "RUNTIME__KIND", "moon", "runtime:kind is 'moon'; it must be local or kubernetes")]
    [InlineData("Cleanup", "RUNTIME__KIND", "kubernetes", "kubernetes:namespaces")]
    [InlineData("Cleanup", "ARTIFACTS__STORE", "moon", "artifacts:store is 'moon'; it must be folder or s3")]
    [InlineData("Cleanup", "ARTIFACTS__STORE", "s3", "s3:bucket is ''; it must be the name of a bucket")]
    [InlineData("Cleanup", "RUNTIME__DATAFOLDER", "relative", "it must be an absolute path")]
    [InlineData("Scheduler", "OPTIONS__SCHEDULER__LOOKAHEAD", "-1s", "lookAhead")]
    [InlineData("Scheduler", "RABBITMQ__LARGESTMESSAGE", "7", "rabbitMq:largestMessage is 7")]
    [InlineData("Lifecycle", "CONFIGFILE", "/nowhere/policy.json", "/nowhere/policy.json")]
    [InlineData("JobManager", "URLS", "http://0.0.0.0:8080", "would let other machines run commands on this one")]
    [InlineData("JobManager", "URLS", "http://127.0.0.1:8080;http://[::]:8080", "'http://[::]:8080' would let other machines")]
    [InlineData("Api", "LOGLEVEL", "Loud", "Loud")]
    [InlineData("Scheduler", "SHUTDOWNTIMEOUT", "0s", "shutdownTimeout is 0s; it must be between 1s and 10m")]
    [InlineData("Audit", "SHUTDOWNTIMEOUT", "60d", "shutdownTimeout is 60d; it must be between 1s and 10m")]
    public async Task Should_end_with_one_sentence_that_names_it(string service, string key, string value, string says)
    {
        var said = await RefusedAsync(service, new() { [key] = value }, says);
        // Beside what MassTransit logs about a bus that never ran.
        Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => !line.StartsWith('{'));
    }

    [Theory]
    [InlineData("""{"policies":{"global":{"timeout":"never"}}}""", "never")]
    [InlineData("""{"hooks":[{"name":"x","stage":"running"}]}""", "command")]
    [InlineData("{ not json", "policy.json")]
    public async Task Should_end_with_what_is_wrong_in_the_configuration_file(string content, string says)
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "policy.json");
        await File.WriteAllTextAsync(file, content);
        await RefusedAsync("Lifecycle", new() { ["CONFIGFILE"] = file }, says);
    }

    private static async Task<string> RefusedAsync(string service, Dictionary<string, string> settings, string says)
    {
        // Nothing listens there.
        var all = new Dictionary<string, string>
        {
            ["RABBITMQ__URL"] = "amqp://127.0.0.1:1/none",
            ["RABBITMQ__PASSWORD"] = Secret,
            ["MONGODB__CONNECTIONSTRING"] = $"mongodb://user:{Secret}@127.0.0.1:1",
            ["RUNTIME__DATAFOLDER"] = "/nowhere",
        };
        foreach (var (key, value) in settings) all[key] = value;
        await using var process = new ServiceProcess($"FlowForge.{service}", "wrong", all);
        process.Start();
        Assert.True(await process.EndAsync() == 2, process.Log);
        Assert.Contains(says, process.Log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, process.Log, StringComparison.Ordinal);
        return process.Log;
    }
}
