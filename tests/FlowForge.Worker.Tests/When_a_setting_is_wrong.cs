using FlowForge.Testing;

namespace FlowForge.Worker.Tests;

public sealed class When_a_setting_is_wrong
{
    private const int Refused = 200;

    public static TheoryData<string, string> HostileIds
    {
        get
        {
            var ids = new TheoryData<string, string>();
            string[] hostile =
            [
                "", " ", "Job", "job_1", "-job", "job-", ".job", "job.", "a..b", "a.-b", "a-.b", "../../etc", "job/1", "job id", "job\n", "job\nX: y", "$(touch /tmp/x)",
                "`id`", "job;id", "--upload-pack=id", "*", "app=x", "jöb", "job\u001b[2J", "job\"", "job'", "job%2f", new string('a', 64), string.Join('.', Enumerable.Repeat(new string('a', 63), 4)),
            ];
            foreach (var id in hostile)
            {
                ids.Add(WorkerHome.Dash, id);
                ids.Add(WorkerHome.BusyBox, id);
            }
            return ids;
        }
    }

    [Theory]
    [MemberData(nameof(HostileIds))]
    public async Task Should_start_nothing_for_a_hostile_job_id(string shell, string id)
    {
        var log = await RefusalAsync(shell, "FLOWFORGE_JOB_ID", id);

        Assert.DoesNotContain('\u001b', log);
        Assert.Single(log.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("FLOWFORGE_ORGANIZATION", "acme/..")]
    [InlineData("FLOWFORGE_ORGANIZATION", "a.b")]
    [InlineData("FLOWFORGE_ATTEMPT", "0")]
    [InlineData("FLOWFORGE_ATTEMPT", "two")]
    [InlineData("FLOWFORGE_ATTEMPT", "10001")]
    [InlineData("FLOWFORGE_GRACE_PERIOD", "0")]
    [InlineData("FLOWFORGE_GRACE_PERIOD", "-5")]
    [InlineData("FLOWFORGE_GRACE_PERIOD", "5m")]
    [InlineData("FLOWFORGE_GRACE_PERIOD", "010")]
    [InlineData("FLOWFORGE_GRACE_PERIOD", "99999999999999999999")]
    [InlineData("FLOWFORGE_GRACE_PERIOD", "a[$(touch x)]")]
    [InlineData("FLOWFORGE_MAIN_SHARE", "100")]
    [InlineData("FLOWFORGE_EVENTS_URL", "flowforge-api:8080")]
    [InlineData("FLOWFORGE_EVENTS_URL", "http://a\nheader = x")]
    [InlineData("FLOWFORGE_S3", "s3://bucket")]
    [InlineData("FLOWFORGE_S3_BUCKET", "a/b")]
    [InlineData("FLOWFORGE_S3_BUCKET", "")]
    [InlineData("FLOWFORGE_S3_REGION", "eu central")]
    [InlineData("FLOWFORGE_S3_SECRET_KEY", "")]
    [InlineData("TMPDIR", "/no/such/folder")]
    public async Task Should_start_nothing_and_name_it(string setting, string value)
    {
        await RefusalAsync(WorkerHome.Dash, setting, value);
        await RefusalAsync(WorkerHome.BusyBox, setting, value);
    }

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_tell_what_it_is_as_far_as_that_can_be_printed(string shell) =>
        Assert.Contains("FLOWFORGE_MAIN_SHARE is '5 %?[2J'", await RefusalAsync(shell, "FLOWFORGE_MAIN_SHARE", "5 %\u001b[2J"), StringComparison.Ordinal);

    [Fact]
    public async Task Should_not_tell_an_address_that_may_have_a_password()
    {
        var log = await RefusalAsync(WorkerHome.Dash, "FLOWFORGE_EVENTS_URL", "ftp://me:very-secret@example.org");

        Assert.DoesNotContain("very-secret", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_that_there_is_no_command()
    {
        using var home = await Shells.HomeAsync();

        var process = home.Start();

        Assert.Equal(Refused, await process.ExitAsync());
        Assert.Contains("no command was given", process.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_take_the_longest_job_id(string shell)
    {
        using var home = await Shells.HomeAsync(shell);
        home.Settings["FLOWFORGE_JOB_ID"] = string.Join('.', [.. Enumerable.Repeat(new string('a', 63), 3), new string('9', 61)]);

        var process = home.Start("true");

        Assert.True(await process.ExitAsync() == 0, process.Log);
    }

    private static async Task<string> RefusalAsync(string shell, string setting, string value)
    {
        using var home = await Shells.HomeAsync(shell);
        foreach (var (key, good) in new[] { ("", "http://127.0.0.1:1"), ("_BUCKET", "workers"), ("_ACCESS_KEY", "worker"), ("_SECRET_KEY", "secret") }) home.Settings[$"FLOWFORGE_S3{key}"] = good;
        home.Settings[setting] = value;

        var process = home.Start("touch", "started");

        Assert.True(await process.ExitAsync() == Refused, process.Log);
        Assert.Contains("flowforge: nothing was started: ", process.Log, StringComparison.Ordinal);
        Assert.Contains(setting == "TMPDIR" ? value : setting, process.Log, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Workspace));
        return process.Log;
    }
}
