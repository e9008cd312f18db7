using FlowForge.Jobs;
using FlowForge.LocalRuntime.Processes;

namespace FlowForge.LocalRuntime.Tests;

public sealed class When_a_job_is_cleaned_up
{
    [Fact]
    public async Task Should_remove_each_of_its_resources_and_then_list_none()
    {
        await using var job = await LocalJob.StartAsync("echo x > file");
        await job.SeeExitAsync();
        var resources = await job.Runtime.ListResourcesAsync(job.Ref, TestContext.Current.CancellationToken);
        Assert.Equal(["workspace", "secrets", "run-state"], resources.Select(r => r.Type));
        foreach (var resource in resources.Concat(resources)) await job.Runtime.DeleteResourceAsync(job.Ref, resource, TestContext.Current.CancellationToken);
        Assert.Empty(await job.Runtime.ListResourcesAsync(job.Ref, TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(job.Layout.Job(job.Ref.JobId)));
        Assert.Equal(JobPresence.NotFound, (await job.ObserveAsync()).Presence);
    }

    [Fact]
    public async Task Should_let_several_remove_the_same_at_once()
    {
        for (var round = 0; round < 10; round++)
        {
            await using var job = new LocalJob();
            var id = job.Ref.JobId;
            File.WriteAllText(job.Layout.Spec(id), "{}");
            AtomicFile.TryCreate(job.Layout.Exit(id, 1), new ExitRecord { Attempt = 1, ExitCode = 0, FinishedAt = 1000 }, RecordJson.Default.ExitRecord);
            job.Files.MarkAttempt(id, 1);
            var resources = await job.Runtime.ListResourcesAsync(job.Ref, TestContext.Current.CancellationToken);
            Assert.Equal(3, resources.Count);

            await Parallel.ForEachAsync(resources.Concat(resources).Concat(resources), new ParallelOptions { MaxDegreeOfParallelism = 9 },
                async (resource, token) => await job.Runtime.DeleteResourceAsync(job.Ref, resource, token));

            Assert.False(Directory.Exists(job.Layout.Job(id)));
        }
    }

    [Fact]
    public async Task Should_not_follow_links()
    {
        await using var job = await LocalJob.StartAsync("ln -s ../../../../outside link; mkdir d; ln -s /tmp d/up; touch f");
        await job.SeeExitAsync();
        var outside = Directory.CreateDirectory(Path.Combine(job.Outside, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "precious"), "");
        await DeleteAsync(job, "workspace");
        Assert.False(Directory.Exists(job.Layout.Workspace(job.Ref.JobId)));
        Assert.True(File.Exists(Path.Combine(outside, "precious")));
    }

    [Fact]
    public async Task Should_refuse_a_path_through_a_link()
    {
        await using var job = new LocalJob();
        var outside = Directory.CreateDirectory(Path.Combine(job.Outside, "outside", "logs")).Parent!.FullName;
        File.WriteAllText(Path.Combine(outside, "logs", "precious"), "");
        var owner = Path.GetDirectoryName(job.Layout.Artifacts(job.Ref, "logs"))!;
        Directory.Delete(owner, recursive: true);
        Directory.CreateSymbolicLink(owner, outside);
        var refused = await Assert.ThrowsAsync<IOException>(() => job.Artifacts.DeleteAsync(job.Ref, new JobResource("logs", $"jobs/acme/{LocalJob.Id}/logs/"), TestContext.Current.CancellationToken));
        Assert.Contains("is a link to", refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(outside, "logs", "precious")));
    }

    [Fact]
    public async Task Should_remove_what_is_read_only_or_hard_to_name()
    {
        await using var job = await LocalJob.StartAsync("mkdir -p ro/sub; touch ro/sub/f; chmod 444 ro/sub/f; chmod 555 ro/sub ro; touch \"$(printf 'bad\\377name')\" -- -rf");
        await job.SeeExitAsync();
        await DeleteAsync(job, "workspace");
        Assert.False(Directory.Exists(job.Layout.Workspace(job.Ref.JobId)));
    }

    [Theory]
    [InlineData("workspace")]
    [InlineData("run-state")]
    public async Task Should_refuse_while_the_job_runs(string type)
    {
        await using var job = await LocalJob.StartAsync("exec sleep 1000");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => DeleteAsync(job, type));
        Assert.Contains(LocalJob.Id, refused.Message, StringComparison.Ordinal);
        Assert.Contains("sleep", refused.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(job.Layout.Workspace(job.Ref.JobId)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => job.Artifacts.DeleteAsync(job.Ref, new JobResource("logs", $"jobs/acme/{LocalJob.Id}/logs/"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Should_leave_to_a_newer_attempt_what_it_needs()
    {
        await using var job = await LocalJob.StartAsync("exit 1");
        await job.SeeExitAsync();
        job.Files.MarkAttempt(job.Ref.JobId, 2);
        Assert.Empty(await job.Runtime.ListResourcesAsync(job.Ref, TestContext.Current.CancellationToken));
        Assert.Empty(await job.Artifacts.ListAsync(job.Ref, "logs", TestContext.Current.CancellationToken));
        Assert.Single(await job.Artifacts.ListAsync(job.Ref with { Attempt = 2 }, "logs", TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<InvalidOperationException>(() => DeleteAsync(job, "workspace"));
    }

    [Theory]
    [InlineData(1, 2, false, "attempt 1 failed and attempt 2 is to follow")]
    [InlineData(1, 1, false, null)]
    [InlineData(1, null, false, null)]
    [InlineData(0, 2, false, null)]
    [InlineData(1, 2, true, null)]
    [InlineData(null, 2, false, "attempt 1 has not ended")]
    public async Task Should_refuse_while_another_attempt_is_to_follow(int? exitCode, int? attemptLimit, bool stopped, string? problem)
    {
        await using var job = new LocalJob();
        var id = job.Ref.JobId;
        File.WriteAllText(job.Layout.Spec(id), attemptLimit is null ? "{}" : FormattableString.Invariant($$"""{ "jobId": "{{id}}", "attemptLimit": {{attemptLimit}} }"""));
        if (stopped) AtomicFile.TryCreate(job.Layout.Termination(id, 1), new TerminationMark("kill", 999), RecordJson.Default.TerminationMark);
        if (exitCode is not null) AtomicFile.TryCreate(job.Layout.Exit(id, 1), new ExitRecord { Attempt = 1, ExitCode = exitCode, FinishedAt = 1000 }, RecordJson.Default.ExitRecord);

        var refused = await Record.ExceptionAsync(() => DeleteAsync(job, "workspace"));

        Assert.Equal(problem is null ? null : $"workspace of job '{id}' was not removed: {problem}", refused?.Message);
        Assert.Equal(problem is not null, Directory.Exists(job.Layout.Workspace(id)));
    }

    [Theory]
    [InlineData("workspace", "jobs/other/workspace")]
    [InlineData("workspace", "jobs/job-under-test/../other/workspace")]
    [InlineData("pod", "jobs/job-under-test/workspace")]
    public async Task Should_refuse_what_is_not_the_jobs(string type, string name)
    {
        await using var job = new LocalJob();
        await Assert.ThrowsAsync<InvalidOperationException>(() => job.Runtime.DeleteResourceAsync(job.Ref, new JobResource(type, name), TestContext.Current.CancellationToken));
        Assert.True(Directory.Exists(job.Layout.Workspace(job.Ref.JobId)));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/../..")]
    [InlineData("")]
    [InlineData("ACME")]
    public async Task Should_refuse_a_hostile_organization(string organization)
    {
        await using var job = new LocalJob();
        Assert.Throws<InvalidEventException>(() => job.Layout.Artifacts(job.Ref with { Organization = organization }, "logs"));
        Assert.Throws<InvalidEventException>(() => job.Layout.Artifacts(job.Ref, "../logs"));
    }

    [Fact]
    public async Task Should_remove_one_class_of_artifacts_at_a_time()
    {
        await using var job = await LocalJob.StartAsync("mkdir -p $FLOWFORGE_REPORTS_DIR; echo r > $FLOWFORGE_REPORTS_DIR/r; echo l");
        await job.SeeExitAsync();
        var logs = Assert.Single(await job.Artifacts.ListAsync(job.Ref, "logs", TestContext.Current.CancellationToken));
        Assert.Equal(new JobResource("logs", $"jobs/acme/{LocalJob.Id}/logs/"), logs);
        await job.Artifacts.DeleteAsync(job.Ref, logs, TestContext.Current.CancellationToken);
        await job.Artifacts.DeleteAsync(job.Ref, logs, TestContext.Current.CancellationToken);
        Assert.Empty(await job.Artifacts.ListAsync(job.Ref, "logs", TestContext.Current.CancellationToken));
        Assert.Single(await job.Artifacts.ListAsync(job.Ref, "reports", TestContext.Current.CancellationToken));
    }

    private static Task DeleteAsync(LocalJob job, string type) =>
        job.Runtime.DeleteResourceAsync(job.Ref, new JobResource(type, type == "run-state" ? $"jobs/{LocalJob.Id}" : $"jobs/{LocalJob.Id}/{type}"), TestContext.Current.CancellationToken);
}
