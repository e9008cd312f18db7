using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.JobManager.Tests;

public sealed class When_a_job_is_submitted
{
    [Fact]
    public async Task Should_run_it_and_tell_its_life_in_order()
    {
        await using var server = await JobServer.StartAsync();
        var id = await server.SubmitAsync(new JobRequest
        {
            Command = ["sh", "-c", "echo $COLOUR $(cat $FLOWFORGE_SECRETS_DIR/key) $FLOWFORGE_TIMEOUT $FLOWFORGE_GRACE_PERIOD"],
            JobId = "paint",
            Organization = "acme",
            JobType = "build",
            Timeout = "90s",
            GracePeriod = "1500ms",
            Retention = "0s",
            Protected = true,
            Environment = new Dictionary<string, string> { ["COLOUR"] = "red" },
            Secrets = new Dictionary<string, string> { ["key"] = "s3cret" },
        });
        var finished = await server.SeeAsync<JobFinished>();
        Assert.Equal((JobOutcome.Succeeded, 0, null), (finished.Outcome, finished.ExitCode, finished.Reason));
        Assert.Equal("red s3cret 90 2\n", server.Log(id));
        Assert.Equal([typeof(JobSubmitted), typeof(JobStarted), typeof(JobFinished)], server.Bus.All.Where(m => m is not JobHeartbeat).Select(m => m.GetType()));
        var started = Assert.Single(server.Bus.Of<JobStarted>());
        Assert.Equal(("paint", "acme", "build", "90s", "1500ms", "0s", true), (started.JobId, started.Organization, started.JobType, started.Timeout, started.GracePeriod, started.Retention, started.Protected));
        Assert.DoesNotContain("s3cret", File.ReadAllText(server.Layout.Spec(id)), StringComparison.Ordinal);
        var secret = Path.Combine(server.Layout.Secrets(id), "key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(secret));
    }

    [Theory]
    [InlineData("exit 3", "exit code 3", 3)]
    [InlineData("kill -9 $$", "ended by signal 9 (SIGKILL)", 137)]
    public async Task Should_say_how_it_failed(string script, string reason, int code)
    {
        await using var server = await JobServer.StartAsync();
        await server.SubmitAsync("broken", script);
        var finished = await server.SeeAsync<JobFinished>();
        Assert.Equal((JobOutcome.Failed, reason, code), (finished.Outcome, finished.Reason, finished.ExitCode));
    }

    [Fact]
    public async Task Should_take_null_for_no_environment_and_no_secrets()
    {
        await using var server = await JobServer.StartAsync();
        // As JSON brings it: {"command": ["true"], "environment": null, "secrets": null}.
        await server.SubmitAsync(new JobRequest { Command = ["true"], Environment = null!, Secrets = null! });
        Assert.Equal(JobOutcome.Succeeded, (await server.SeeAsync<JobFinished>()).Outcome);
    }

    [Fact]
    public async Task Should_make_an_id_where_none_is_given_and_a_different_one_each_time()
    {
        await using var server = await JobServer.StartAsync();
        var first = await server.SubmitAsync(new JobRequest { Command = ["/bin/True_.x"] });
        var second = await server.SubmitAsync(new JobRequest { Command = ["/bin/True_.x"] });
        Assert.Matches(@"\Atrue-[0-9a-f]{10}\z", first.Value);
        Assert.NotEqual(first, second);
        Assert.Contains("was not found", (await server.SeeAsync<JobFinished>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_take_the_longest_id()
    {
        await using var server = await JobServer.StartAsync();
        var id = string.Join('.', Enumerable.Repeat(new string('a', 63), 4))[..253];
        await server.SubmitAsync(id, "exit 0");
        Assert.Equal(JobOutcome.Succeeded, (await server.SeeAsync<JobFinished>()).Outcome);
    }

    [Fact]
    public async Task Should_refuse_an_id_that_exists()
    {
        await using var server = await JobServer.StartAsync();
        await server.SubmitAsync("twin", "exit 0");
        var refused = await Assert.ThrowsAsync<InvalidEventException>(() => server.SubmitAsync("twin", "exit 0"));
        Assert.Equal("jobId 'twin' exists already", refused.Message);
    }

    [Fact]
    public async Task Should_not_start_it_where_a_pre_start_hook_fails()
    {
        await using var server = await JobServer.StartAsync();
        server.Hooks.FailsIn = LifecycleStage.PreStart;
        var id = await server.SubmitAsync("guarded", "echo started", attemptLimit: 1);
        var finished = await server.SeeAsync<JobFinished>();
        Assert.Equal((JobOutcome.Failed, "hook 'check' failed: not today"), (finished.Outcome, finished.Reason));
        Assert.Single(server.Bus.Of<HookExecuted>());
        Assert.Empty(server.Bus.Of<JobStarted>());
        Assert.Null(server.Files.Launch(id, 1));
        server.Hooks.FailsIn = null;
        await server.StopAsync();
        await server.StartAgainAsync();
        await server.SeeAsync<JobFinished>();
        Assert.Null(server.Files.Launch(id, 1));
    }
}
