using FlowForge.Contracts;
using FlowForge.LocalRuntime.Processes;
using FlowForge.Testing;
using Microsoft.Extensions.Hosting;

namespace FlowForge.JobManager.Tests;

public sealed class When_the_server_restarts
{
    [Fact]
    public async Task Should_leave_running_jobs_alone_and_find_them_again()
    {
        await using var server = await JobServer.StartAsync();
        var id = await server.SubmitAsync("survivor", "while [ ! -e go ]; do sleep 0.05; done; exit 4");
        await server.SeeAsync<JobStarted>();
        var launch = server.Files.Launch(id, 1);
        await server.StopAsync();
        await server.StartAgainAsync();
        await server.SeeAsync<JobHeartbeat>();
        Assert.Equal(launch, server.Files.Launch(id, 1));
        await File.WriteAllTextAsync(Path.Combine(server.Layout.Workspace(id), "go"), "", TestContext.Current.CancellationToken);
        Assert.Equal(4, (await server.SeeAsync<JobFinished>()).ExitCode);
    }

    [Fact]
    public async Task Should_report_what_ended_while_it_was_away()
    {
        await using var server = await JobServer.StartAsync();
        var id = await server.SubmitAsync("away", "while [ ! -e go ]; do sleep 0.05; done; exit 4");
        await server.SeeAsync<JobStarted>();
        var (workspace, exit) = (server.Layout.Workspace(id), server.Layout.Exit(id, 1));
        await server.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(workspace, "go"), "", TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync(() => File.Exists(exit), "no exit record");
        await server.StartAgainAsync();
        Assert.Equal(4, (await server.SeeAsync<JobFinished>()).ExitCode);
    }

    [Fact]
    public async Task Should_tell_again_what_a_crash_may_have_taken_from_the_transport()
    {
        await using var server = await JobServer.StartAsync();
        await server.SubmitAsync("told", "exit 0");
        await server.SeeAsync<JobFinished>();
        await server.StopAsync();
        await server.StartAgainAsync();
        await server.SeeAsync<JobFinished>();
        Assert.Equal([typeof(JobSubmitted), typeof(JobStarted), typeof(JobFinished)], server.Bus.All.Select(m => m.GetType()));
    }

    [Theory]
    [InlineData(typeof(JobSubmitted))]
    [InlineData(typeof(JobStarted))]
    [InlineData(typeof(JobFinished))]
    public async Task Should_not_start_a_job_again_that_is_cleaned_up_while_it_tells(Type during)
    {
        await using var server = await JobServer.StartAsync();
        var id = await server.SubmitAsync("cleaned-up", "exit 0");
        await server.SeeAsync<JobFinished>();
        await server.StopAsync();
        await server.StartAgainAsync(meanwhile: async message =>
        {
            if (message.GetType() != during) return;
            foreach (var left in await server.Runtime.ListResourcesAsync(JobServer.Ref(id))) await server.Runtime.DeleteResourceAsync(JobServer.Ref(id), left);
        });
        await Eventually.IsTrueAsync(() => !Directory.Exists(server.Layout.Job(id)), "it was not cleaned up");
        // Stopping waits for what is in hand.
        await server.StopAsync();
        await server.StartAgainAsync();
        Assert.False(Directory.Exists(server.Layout.Job(id)), "something of the job is there again");
    }

    [Fact]
    public async Task Should_publish_later_what_the_bus_refused()
    {
        await using var server = await JobServer.StartAsync(busDown: true);
        var id = await server.SubmitAsync("patient", "exit 0");
        await Eventually.IsTrueAsync(() => File.Exists(server.Layout.Spec(id)), "not accepted");
        server.Bus.Down = false;
        await server.SeeAsync<JobFinished>();
        Assert.Single(server.Bus.Of<JobSubmitted>());
        Assert.Single(server.Bus.Of<JobStarted>());
    }

    [Fact]
    public async Task Should_not_take_a_pid_of_another_boot_for_a_running_job()
    {
        await using var server = await JobServer.StartAsync();
        var id = await server.SubmitAsync("rebooted", "exec sleep 1000");
        await server.SeeAsync<JobStarted>();
        var launch = server.Files.Launch(id, 1)!;
        var path = server.Layout.Launch(id, 1);
        await server.StopAsync();
        AtomicFile.Write(path, launch with { BootId = "another-boot" }, RecordJson.Default.LaunchRecord);
        await server.StartAgainAsync();
        Assert.Equal("its supervisor ended without an exit status", (await server.SeeAsync<JobFinished>()).Reason);
        // A process with that pid is a stranger's after a boot: it is still there.
        Assert.True(ProcessStat.Read(launch.MainPid!.Value) is { IsAlive: true });
        AtomicFile.Write(path, launch, RecordJson.Default.LaunchRecord);
    }

    [Fact]
    public async Task Should_refuse_a_second_server_on_its_folder()
    {
        await using var server = await JobServer.StartAsync();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => server.StartSecondAsync());
        Assert.Contains("another server runs on", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Not every wait for the broker heeds that it is given up.</summary>
    [Fact]
    public async Task Should_one_whose_event_never_goes_out_end_all_the_same_and_keep_the_folder_to_itself_until_its_process_is_gone()
    {
        await using var server = await JobServer.StartAsync();
        var sent = new TaskCompletionSource();
        server.Bus.Meanwhile = _ => sent.Task;
        await server.SubmitAsync("stuck", "exit 0");
        await server.SeeAsync<JobSubmitted>();

        await server.Get<IHostedService>().StopAsync(new CancellationToken(canceled: true));

        await Assert.ThrowsAsync<InvalidOperationException>(() => server.StartSecondAsync());
        sent.SetResult();
    }
}
