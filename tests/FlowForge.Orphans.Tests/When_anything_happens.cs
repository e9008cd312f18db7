using CsCheck;
using FlowForge.Jobs;

namespace FlowForge.Orphans.Tests;

/// <summary>Random worlds: what must hold whatever happens to registry, store and clock, and to whoever scans.</summary>
public sealed class When_anything_happens
{
    private const int Rounds = 30;
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(30), Interval = TimeSpan.FromMinutes(50), MinimumAge = TimeSpan.FromHours(2);

    private static readonly Gen<Fate> Fates = Gen.Select(Gen.Int[-6, 40], Gen.Int[0, 300], Gen.Int[-12, 24], Gen.Int[-30, 24], Gen.Int[0, 3],
        (knownFrom, ageMinutes, heldUntil, touchedIn, failures) => new Fate(knownFrom, ageMinutes, heldUntil, touchedIn, failures));

    private static readonly Gen<Trouble> Troubles = Gen.Select(Gen.Int[0, Rounds], Gen.Int[0, 3], Gen.Int[-48, 48], (round, kind, size) => new Trouble(round, kind, size));

    private static readonly Gen<World> Worlds = Gen.Select(Fates.Array[1, 12], Troubles.Array[0, 6], (fates, troubles) => new World(fates, troubles));

    private static int _world;

    [Fact]
    public async Task Should_nothing_owned_young_held_or_seen_once_ever_go_and_everything_else_in_the_end() => await Worlds.SampleAsync(async sample =>
    {
        await using var world = await OrphanWorld.StartRemovingAsync(new()
        {
            ["options:orphans:kinds:workspace:minimumAge"] = "2h",
            ["options:orphans:share"] = "1",
            ["options:orphans:newestJobWithin"] = "365d",
        });
        var prefix = $"world-{Interlocked.Increment(ref _world)}";
        var jobs = sample.Fates.Select((fate, number) => (Fate: fate, Id: $"{prefix}-{number}")).ToList();
        var (known, seen) = (new HashSet<string>(), new Dictionary<string, TimeSpan>());
        var (passed, harm) = (TimeSpan.Zero, new List<string>());
        await world.AnnounceAsync($"{prefix}-newest");
        foreach (var (fate, id) in jobs) world.Put(id, id, TimeSpan.FromMinutes(fate.AgeMinutes), fate.HeldUntil > 0 ? "a lock" : null);
        foreach (var (fate, id) in jobs) world.Kind.Failures[id] = fate.Failures;
        world.Kind.Removing = standing =>
        {
            var name = standing.Name;
            // Noted, not thrown: whoever removes takes an exception for a failure of the store.
            if (known.Contains(name)) harm.Add($"{name} is owned");
            if (standing.HeldBy is not null) harm.Add($"{name} is held");
            if (world.Clock.Now() - standing.ChangedAt < MinimumAge) harm.Add($"{name} is young");
            if (!seen.TryGetValue(name, out var first) || passed - first < Interval) harm.Add($"{name} was not seen twice, an interval apart");
            return Task.CompletedTask;
        };

        for (var round = 0; round < Rounds; round++)
        {
            (world.Faults.AnswersLeft, world.Outlet.CutAfter) = (null, null);
            foreach (var trouble in sample.Troubles.Where(trouble => trouble.Round == round)) Strike(world, trouble);
            foreach (var (fate, id) in jobs)
            {
                if (fate.KnownFrom == round && known.Add(id)) await world.AnnounceAsync(id);
                if (!world.Kind.There.Contains(id)) continue;
                if (fate.HeldUntil == round) world.Kind.Put(id, id, world.Kind.Get(id).ChangedAt);
                if (fate.TouchedIn != round) continue;
                world.Kind.Put(id, id, world.Clock.Now(), world.Kind.Get(id).HeldBy);
                seen.Remove(id);
            }

            foreach (var name in world.Kind.There.Where(name => !known.Contains(name))) seen.TryAdd(name, passed);
            await world.ScanAsync();
            world.Clock.Pass(Round);
            passed += Round;
        }

        Assert.Empty(harm);
        // Then the world is at peace: what is ownerless, old and not held goes, however often that failed.
        (world.Faults.AnswersLeft, world.Outlet.CutAfter) = (null, null);
        world.Clock.Jump(TimeSpan.FromDays(60));
        foreach (var name in world.Kind.There.Where(name => !known.Contains(name))) seen.TryAdd(name, passed);
        for (var round = 0; round < 40; round++)
        {
            await world.ScanAsync();
            world.Clock.Pass(Round * 2);
            passed += Round * 2;
        }

        Assert.Empty(harm);
        Assert.Equal(jobs.Where(job => known.Contains(job.Id) || job.Fate.HeldUntil > Rounds).Select(job => job.Id).Where(world.Kind.There.Contains).Order(StringComparer.Ordinal), world.Kind.There.Order(StringComparer.Ordinal));
        foreach (var removed in world.Kind.Removed) Assert.Single(world.Outlet.Performed.Where(one => one.Success && one.ResourceName == removed).DistinctBy(one => one.Id));
    }, iter: 60, threads: 1, print: sample => sample.ToString());

    private static void Strike(OrphanWorld world, Trouble trouble)
    {
        switch (trouble.Kind)
        {
            case 0: world.Faults.AnswersLeft = Math.Abs(trouble.Size) % 8; break;
            case 1: world.Outlet.CutAfter = Math.Abs(trouble.Size) % 5; break;
            case 2: world.Clock.Jump(TimeSpan.FromHours(trouble.Size)); break;
            default: world.StartAgain(); break;
        }
    }

    /// <summary>What becomes of one resource: in which round its job becomes known (before the first or after the last: never), how old it is, until when it is held, when it is changed, how often its removal fails.</summary>
    private sealed record Fate(int KnownFrom, int AgeMinutes, int HeldUntil, int TouchedIn, int Failures);

    private sealed record Trouble(int Round, int Kind, int Size);

    private sealed record World(Fate[] Fates, Trouble[] Troubles)
    {
        public override string ToString() => $"{string.Join("\n", Fates.Select(fate => fate.ToString()))}\n{string.Join("\n", Troubles.Select(trouble => trouble.ToString()))}";
    }
}
