using FlowForge.Jobs;
using FlowForge.LocalRuntime.Processes;
using FlowForge.Testing;

namespace FlowForge.LocalRuntime.Tests;

public sealed class When_the_supervisor_is_killed
{
    [Theory]
    [InlineData("sh -c 'echo $$ > pid; exec sleep 1000' & wait")]
    [InlineData("setsid sh -c 'echo $$ > pid; exec sleep 1000' & wait")]
    [InlineData("env -i /bin/sh -c 'echo $$ > pid; exec /bin/sleep 1000' & wait")]
    public async Task Should_still_find_and_end_what_it_left(string script)
    {
        await using var job = await LocalJob.StartAsync(script);
        var child = await job.SeeProcessAsync("pid");
        await KillSupervisorAsync(job);
        var seen = await job.ObserveAsync();
        Assert.Equal(JobPresence.Running, seen.Presence);
        Assert.True(seen.Alive >= 2, seen.Detail);
        await job.Runtime.KillAsync(job.Ref, TestContext.Current.CancellationToken);
        Assert.False(LocalJob.IsAlive(child));
        Assert.Equal(JobPresence.Ended, (await job.ObserveAsync()).Presence);
    }

    [Fact]
    public async Task Should_find_members_of_its_session_whose_leader_is_gone_too()
    {
        await using var job = await LocalJob.StartAsync("env -i /bin/sh -c 'trap \"\" TERM; echo $$ > pid; exec /bin/sleep 1000' & wait");
        var child = await job.SeeProcessAsync("pid");
        await KillSupervisorAsync(job);
        var main = ProcessStat.Read(job.Launch.MainPid!.Value)!.Value;
        ProcessSignal.Send(main, 9);
        await Eventually.IsTrueAsync(() => ProcessStat.Read(main.Pid) is null, "the leader was not reaped");
        await job.Runtime.KillAsync(job.Ref, TestContext.Current.CancellationToken);
        Assert.False(LocalJob.IsAlive(child));
    }

    private static async Task KillSupervisorAsync(LocalJob job)
    {
        var supervisor = ProcessStat.Read(job.Launch.SupervisorPid)!.Value;
        ProcessSignal.Send(supervisor, 9);
        await Eventually.IsTrueAsync(() => !LocalJob.IsAlive(supervisor), "the supervisor survived");
    }
}
