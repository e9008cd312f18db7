using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Recovery.Tests;

public sealed class When_a_job_may_heal
{
    [Theory]
    [InlineData(JobDiagnosis.CrashLoop, "CrashLoopBackOff", 10, true)]
    [InlineData(JobDiagnosis.ImagePullFailed, "ImagePullBackOff", 10, false)]
    [InlineData(JobDiagnosis.Unschedulable, "unschedulable", 30, true)]
    public async Task Should_count_as_dead_only_when_patience_has_ended(JobDiagnosis diagnosis, string cause, int minutes, bool restarted)
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = diagnosis;
        await world.PassToSuspicionAsync();
        var suspectedAt = (await world.FindAsync()).Silence!.SuspectedAt;

        await world.PassAsync(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(15));
        Assert.Equal((cause, null), ((await world.FindAsync()).Silence!.Cause, (await world.FindAsync()).Silence!.DeadAt));
        Assert.Empty(job.Acts);

        await world.PassAsync(TimeSpan.FromSeconds(30));
        var dead = Assert.Single(world.Told<JobDeclaredDead>());
        Assert.Equal(cause, dead.Cause);
        Assert.InRange(dead.At - suspectedAt, TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(30));
        Assert.Equal(["kill"], job.Acts);
        Assert.Equal(restarted ? 1 : 0, world.Restarts().Count);
        Assert.Equal(restarted ? "restart" : "give_up", Assert.Single(world.Told<JobRecoveryAttempted>()).Action);
    }

    [Fact]
    public async Task Should_be_looked_at_ever_less_often()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = JobDiagnosis.Unschedulable;
        var looks = 0;
        job.OnObserve = () => Task.FromResult(looks++);

        await world.PassToSuspicionAsync();
        await world.PassAsync(TimeSpan.FromMinutes(29));

        Assert.InRange(looks, 3, 7);
    }

    [Fact]
    public async Task Should_live_on_when_it_has_healed()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = JobDiagnosis.CrashLoop;
        await world.PassToSuspicionAsync();
        await world.PassAsync(TimeSpan.FromMinutes(8));

        job.Diagnosis = null;
        await world.BeatAsync();
        await world.PassAsync(TimeSpan.FromMinutes(4));

        Assert.Null((await world.FindAsync()).Silence);
        Assert.Empty(job.Acts);
    }

    [Fact]
    public async Task Should_not_pay_with_its_images_patience_for_the_time_it_waited_for_a_node()
    {
        await using var world = await RecoveryWorld.StartAsync();
        var job = await world.RunAsync();
        job.Diagnosis = JobDiagnosis.Unschedulable;
        await world.PassToSuspicionAsync();
        await world.PassAsync(TimeSpan.FromMinutes(20));

        job.Diagnosis = JobDiagnosis.ImagePullFailed;
        var pulls = 0;
        job.OnObserve = () => Task.FromResult(pulls++);
        for (var i = 0; pulls < 2; i++) await world.PassAsync(TimeSpan.FromSeconds(15));

        Assert.Empty(world.Told<JobDeclaredDead>());
        await world.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("ImagePullBackOff", Assert.Single(world.Told<JobDeclaredDead>()).Cause);
    }
}
