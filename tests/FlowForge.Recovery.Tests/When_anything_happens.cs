using CsCheck;
using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Recovery.Tests;

/// <summary>Random worlds: what must hold whatever happens to the jobs, their runtime, and whoever recovers them.</summary>
public sealed class When_anything_happens
{
    /// <summary>In quarters of a minute: one that beats each 5 min and 15 s becomes a suspect each time, and beats before the second look.</summary>
    private const int LeastOften = 21;

    private static readonly Gen<Fate> Fates = Gen.Select(Gen.Int[-LeastOften, LeastOften], Gen.Bool, Gen.Bool, Gen.Int[1, 3], Gen.Int[-2, 5], Gen.Int[0, 4], Gen.Int[0, 6],
        (beats, isProtected, goesAway, attempt, ill, failures, cutAfter) =>
            new Fate(beats > 0 ? beats : null, isProtected, goesAway, attempt, ill < 0 ? null : (JobDiagnosis)ill, failures, cutAfter));

    private static int _world;

    [Fact]
    public async Task Should_who_beats_or_is_protected_never_be_killed_and_who_is_dead_be_finished_in_the_end()
    {
        await using var world = await RecoveryWorld.StartAsync(new() { ["options:recovery:brakeShare"] = "1" });
        world.Harness.Policies.WhenSilent = WhenSilent.Restart;
        await Fates.Array[1, 6].SampleAsync(async fates =>
        {
            var number = Interlocked.Increment(ref _world);
            var jobs = new List<(string Id, Fate Fate, FakeJob Job)>();
            foreach (var fate in fates) jobs.Add(await RunAsync(world, $"world-{number}-{jobs.Count}", fate));

            for (var quarter = 0; quarter < 4 * 60; quarter++)
            {
                // Whoever recovers dies now and then, between any two steps.
                if (quarter % 20 == 0) world.Outlet.CutAfter = fates[quarter / 20 % fates.Length].CutAfter;
                if (quarter % 20 == 5) world.StartAgain();
                if (quarter >= 200) world.Outlet.CutAfter = null;
                foreach (var (id, fate, _) in jobs.Where(one => quarter % one.Fate.BeatsEvery == 0)) await world.BeatAsync(id, fate.Attempt);
                await world.PassAsync(TimeSpan.FromSeconds(15));
                if (quarter % 30 == 29) foreach (var end in EndsOf(world, number)) await world.FinishAsync(end);
            }

            foreach (var (id, fate, job) in jobs) await JudgeAsync(world, id, fate, job);
        }, iter: 12, threads: 1, print: fates => string.Join("\n", fates.Select(fate => fate.ToString())));
    }

    private static async Task<(string Id, Fate Fate, FakeJob Job)> RunAsync(RecoveryWorld world, string id, Fate fate)
    {
        var job = await world.RunAsync(id, fate.Attempt, attemptLimit: 2 > fate.Attempt ? 2 : fate.Attempt, isProtected: fate.IsProtected);
        (job.Diagnosis, job.FailuresLeft) = (fate.Diagnosis, fate.Failures);
        if (fate.GoesAway) world.Harness.Runtime.Remove(id);
        return (id, fate, job);
    }

    private static List<JobFinished> EndsOf(RecoveryWorld world, int number) =>
        [.. world.Told<JobFinished>().Where(end => end.JobId.StartsWith($"world-{number}-", StringComparison.Ordinal)).Distinct()];

    private static async Task JudgeAsync(RecoveryWorld world, string id, Fate fate, FakeJob job)
    {
        var record = await world.FindAsync(id);
        var dead = world.Told<JobDeclaredDead>().Where(one => one.JobId == id).DistinctBy(one => one.Id).ToList();
        if (fate.BeatsEvery is not null || fate.IsProtected)
        {
            Assert.Empty(job.Acts);
            Assert.Empty(dead);
            Assert.False(record.IsFinished);
            return;
        }

        Assert.Single(dead);
        Assert.True(record.IsFinished, $"{id} was not finished");
        Assert.True(fate.GoesAway || !job.Alive, $"{id} was finished and is alive");
        var restarted = fate.Attempt == 1 && dead[0].Cause != "ImagePullBackOff";
        Assert.Equal(restarted ? 1 : 0, world.Restarts().Where(one => one.Request.JobId == id).DistinctBy(one => one.Request.Id).Count());
        var settled = Assert.Single(world.Told<JobRecoveryAttempted>().Where(one => one.JobId == id && one.Success).DistinctBy(one => one.Id));
        Assert.Equal(restarted ? "restart" : "give_up", settled.Action);
    }

    private sealed record Fate(int? BeatsEvery, bool IsProtected, bool GoesAway, int Attempt, JobDiagnosis? Diagnosis, int Failures, int CutAfter);
}
