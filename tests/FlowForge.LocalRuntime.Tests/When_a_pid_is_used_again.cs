using System.Diagnostics;
using FlowForge.Jobs;
using FlowForge.LocalRuntime.Processes;

namespace FlowForge.LocalRuntime.Tests;

public sealed class When_a_pid_is_used_again
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(0, true)]
    public async Task Should_never_signal_the_process_that_has_it_now(int startTimeOff, bool otherBoot)
    {
        await using var job = new LocalJob();
        using var stranger = Process.Start("setsid", ["sleep", "1000"]);
        try
        {
            await Testing.Eventually.IsTrueAsync(() => ProcessStat.Read(stranger.Id) is { Name: "sleep" }, "no stranger");
            var seen = ProcessStat.Read(stranger.Id)!.Value;
            AtomicFile.Write(job.Layout.Launch(job.Ref.JobId, 1), new LaunchRecord
            {
                Attempt = 1,
                BootId = otherBoot ? "another-boot" : ProcessTable.BootId,
                SupervisorPid = seen.Pid,
                SupervisorStartTime = seen.StartTime - startTimeOff,
                MainPid = seen.Pid,
                MainStartTime = seen.StartTime - startTimeOff,
                StartedAt = 0,
                Token = "no-such-token",
            }, RecordJson.Default.LaunchRecord);
            Assert.Equal(JobPresence.Ended, (await job.ObserveAsync()).Presence);
            await job.Runtime.TerminateAsync(job.Ref, TimeSpan.Zero, TestContext.Current.CancellationToken);
            await job.Runtime.KillAsync(job.Ref, TestContext.Current.CancellationToken);
            await job.Runtime.ForceDeleteAsync(job.Ref, TestContext.Current.CancellationToken);
            Assert.True(LocalJob.IsAlive(seen));
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public void Should_refuse_a_signal_whose_start_time_no_longer_fits()
    {
        var self = ProcessStat.Read(Environment.ProcessId)!.Value;
        var parent = ProcessStat.Read(self.Parent)!.Value;
        Assert.False(ProcessSignal.Send(parent with { StartTime = parent.StartTime + 1 }, 0));
        Assert.False(ProcessSignal.Send(self, 0));
        Assert.False(ProcessSignal.Send(self with { Pid = 1 }, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Libc.SignalGroup(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Libc.SignalGroup(0, 0));
    }

    [Theory]
    [InlineData("7 (a b) c) S 3 4 5 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 99 0", "a b) c", 99)]
    [InlineData("7 () Z 3 4 5 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 99 0", "", 99)]
    public void Should_read_names_with_spaces_and_parentheses(string text, string name, long start)
    {
        var stat = ProcessStat.Parse(text)!.Value;
        Assert.Equal((7, name, 3, 4, 5, start), (stat.Pid, stat.Name, stat.Parent, stat.Group, stat.Session, stat.StartTime));
        Assert.Equal(name.Length > 0, stat.IsAlive);
    }
}
