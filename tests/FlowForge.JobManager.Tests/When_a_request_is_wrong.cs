using FlowForge.Jobs;

namespace FlowForge.JobManager.Tests;

public sealed class When_a_request_is_wrong
{
    public static TheoryData<string, JobRequest> Wrong => new()
    {
        { "command is empty", new JobRequest { Command = [] } },
        { "command is empty", new JobRequest { Command = [""] } },
        { "command is empty", new JobRequest { Command = null! } },
        { "command is empty", new JobRequest { Command = [null!] } },
        { "command has no argument 1", new JobRequest { Command = ["a", null!] } },
        { "command holds a NUL", new JobRequest { Command = ["a", "b\0c"] } },
        { "jobId", Request() with { JobId = "../../etc" } },
        { "jobId", Request() with { JobId = "a/b" } },
        { "jobId", Request() with { JobId = "" } },
        { "jobId", Request() with { JobId = "UPPER" } },
        { "jobId", Request() with { JobId = new string('a', 254) } },
        { "organization", Request() with { Organization = ".." } },
        { "organization", Request() with { Organization = "a.b" } },
        { "jobType", Request() with { JobType = "a b" } },
        { "timeout '0s' is zero", Request() with { Timeout = "0s" } },
        { "gracePeriod '-1s' is negative", Request() with { GracePeriod = "-1s" } },
        { "retention 'soon' is not a duration", Request() with { Retention = "soon" } },
        { "attemptLimit is 0", Request() with { AttemptLimit = 0 } },
        { "attemptLimit is 101", Request() with { AttemptLimit = 101 } },
        { "environment 'a=b'", Request() with { Environment = new Dictionary<string, string> { ["a=b"] = "" } } },
        { "environment 'FLOWFORGE_JOB_ID'", Request() with { Environment = new Dictionary<string, string> { ["FLOWFORGE_JOB_ID"] = "other" } } },
        { "environment 'A' holds a NUL", Request() with { Environment = new Dictionary<string, string> { ["A"] = "\0" } } },
        { "environment 'A' has no value", Request() with { Environment = new Dictionary<string, string> { ["A"] = null! } } },
        { "secrets 'key' has no content", Request() with { Secrets = new Dictionary<string, string> { ["key"] = null! } } },
        { "secrets '../x'", Request() with { Secrets = new Dictionary<string, string> { ["../x"] = "" } } },
        { "secrets '..'", Request() with { Secrets = new Dictionary<string, string> { [".."] = "" } } },
        { "command argument 1 is longer", new JobRequest { Command = ["a", new string('x', 200_000)] } },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task Should_refuse_it_and_say_why(string problem, JobRequest request)
    {
        await using var server = await JobServer.StartAsync();
        var refused = await Assert.ThrowsAsync<InvalidEventException>(() => server.SubmitAsync(request));
        Assert.StartsWith(problem, refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(server.Layout.Jobs));
    }

    private static JobRequest Request() => new() { Command = ["true"] };
}
