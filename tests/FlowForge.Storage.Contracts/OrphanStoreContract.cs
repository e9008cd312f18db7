using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>The rules of <see cref="IOrphanStore"/>.</summary>
public abstract class OrphanStoreContract : StoreContract<IOrphanStore>
{
    [Fact]
    public async Task Should_give_back_what_was_saved()
    {
        var orphan = Seen("a") with
        {
            State = OrphanState.Removed,
            Tries = 2,
            TriedAt = Noon,
            RemovedAt = Noon,
            UndoUntil = Noon.AddDays(7),
            Undo = "manifest",
            Error = "it was hard",
            RestoreRequestedAt = Noon,
            RestoreRequestedBy = "ann",
        };
        await Port.SaveAsync([orphan]);

        Assert.Equal(orphan, await Port.FindAsync(orphan.Id));
        Assert.Null(await Port.FindAsync(DerivedId.From("another")));
    }

    [Fact]
    public async Task Should_saving_again_replace_it()
    {
        await Port.SaveAsync([Seen("a") with { Error = "once", UndoUntil = Noon }]);
        var now = Seen("a") with { LastSeenAt = Noon.AddHours(1), State = OrphanState.Removing };
        await Port.SaveAsync([now]);

        Assert.Equal([now], await Port.ListAsync(new OrphanQuery()));
    }

    [Fact]
    public async Task Should_only_open_ones_be_found_by_their_resource()
    {
        var (seen, removing) = (Seen("a"), Seen("b") with { State = OrphanState.Removing });
        await Port.SaveAsync([seen, removing, Seen("c") with { State = OrphanState.Removed }, Seen("d") with { State = OrphanState.Restored }, Seen("e")]);

        var found = await Port.FindOpenAsync([.. "abcd".Select(name => Resource($"{name}").Key)]);

        Assert.Equal([seen, removing], found.OrderBy(orphan => orphan.Resource.Name));
        Assert.Empty(await Port.FindOpenAsync([]));
    }

    [Fact]
    public async Task Should_a_thousand_be_saved_and_found_in_one_go()
    {
        var many = Enumerable.Range(0, 1_000).Select(number => Seen($"many-{number}")).ToList();
        await Port.SaveAsync(many);

        Assert.Equal(1_000, (await Port.FindOpenAsync([.. many.Select(orphan => orphan.Resource.Key)])).Count);
    }

    [Fact]
    public async Task Should_open_ones_of_a_kind_be_listed_page_by_page()
    {
        var all = Enumerable.Range(0, 7).Select(number => Seen($"page-{number}")).ToList();
        await Port.SaveAsync([.. all, Seen("other", kind: OwnedKinds.Secret), Seen("gone") with { State = OrphanState.Removed }]);

        var listed = new List<Orphan>();
        IReadOnlyList<Orphan> page;
        for (var after = Guid.Empty; (page = await Port.ListOpenAsync(OwnedKinds.Pod, after, 3)).Count > 0; after = page[^1].Id) listed.AddRange(page);

        Assert.Equal(all.Select(orphan => orphan.Id).ToHashSet(), listed.Select(orphan => orphan.Id).ToHashSet());
        Assert.Equal(all.Count, listed.Count);
    }

    [Fact]
    public async Task Should_those_that_match_be_listed_the_last_seen_first()
    {
        var (early, late) = (Seen("a"), Seen("b") with { LastSeenAt = Noon.AddHours(1) });
        var (secret, removed) = (Seen("c", kind: OwnedKinds.Secret), Seen("d", job: "other") with { State = OrphanState.Removed });
        await Port.SaveAsync([early, secret, late, removed]);

        Assert.Equal([late], await Port.ListAsync(new OrphanQuery { Limit = 1 }));
        Assert.Equal([secret], await Port.ListAsync(new OrphanQuery { Kind = OwnedKinds.Secret }));
        Assert.Equal([removed], await Port.ListAsync(new OrphanQuery { State = OrphanState.Removed }));
        Assert.Equal([removed], await Port.ListAsync(new OrphanQuery { JobId = "other", Kind = OwnedKinds.Pod, State = OrphanState.Removed }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Port.ListAsync(new OrphanQuery { Limit = 1_001 }));
    }

    [Fact]
    public async Task Should_what_no_scan_has_seen_since_be_forgotten_and_nothing_else()
    {
        var (late, removing) = (Seen("b") with { LastSeenAt = Noon.AddHours(1) }, Seen("c") with { State = OrphanState.Removing });
        var (removed, secret) = (Seen("d") with { State = OrphanState.Removed }, Seen("e", kind: OwnedKinds.Secret));
        await Port.SaveAsync([Seen("a"), late, removing, removed, secret]);

        Assert.Equal(1, await Port.ForgetUnseenAsync(OwnedKinds.Pod, Noon.AddHours(1)));
        Assert.Equal(["b", "c", "d", "e"], await NamesAsync());

        Assert.Equal(1, await Port.ForgetUnseenAsync(OwnedKinds.Pod, DateTimeOffset.MaxValue));
        Assert.Equal(["c", "d", "e"], await NamesAsync());
    }

    [Fact]
    public async Task Should_only_what_was_removed_and_is_kept_be_wanted_back()
    {
        var kept = Seen("a") with { State = OrphanState.Removed, RemovedAt = Noon, UndoUntil = Noon.AddDays(1) };
        await Port.SaveAsync([kept, Seen("b"), Seen("c") with { State = OrphanState.Removed, RemovedAt = Noon }]);

        Assert.False(await Port.RequestRestoreAsync(kept.Id, Noon.AddDays(1), "ann"));
        Assert.False(await Port.RequestRestoreAsync(Seen("b").Id, Noon, "ann"));
        Assert.False(await Port.RequestRestoreAsync(Seen("c").Id, Noon, "ann"));
        Assert.Empty(await Port.ListToRestoreAsync(10));
        Assert.True(await Port.RequestRestoreAsync(kept.Id, Noon, "ann"));

        Assert.Equal([kept with { RestoreRequestedAt = Noon, RestoreRequestedBy = "ann" }], await Port.ListToRestoreAsync(10));
    }

    [Fact]
    public async Task Should_a_wish_that_came_in_between_not_be_lost()
    {
        var kept = Seen("a") with { State = OrphanState.Removed, RemovedAt = Noon, UndoUntil = Noon.AddDays(1) };
        await Port.SaveAsync([kept]);
        await Port.RequestRestoreAsync(kept.Id, Noon, "ann");

        await Port.SaveAsync([kept]);

        Assert.Equal("ann", Assert.Single(await Port.ListToRestoreAsync(10)).RestoreRequestedBy);
    }

    [Fact]
    public async Task Should_one_that_could_not_be_restored_wait_for_the_next_wish()
    {
        var kept = Seen("a") with { State = OrphanState.Removed, RemovedAt = Noon, UndoUntil = Noon.AddDays(1) };
        await Port.SaveAsync([kept]);
        await Port.RequestRestoreAsync(kept.Id, Noon, "ann");
        await Port.SaveAsync([(await Port.ListToRestoreAsync(10))[0] with { Error = "it is there again" }]);
        Assert.Empty(await Port.ListToRestoreAsync(10));

        Assert.True(await Port.RequestRestoreAsync(kept.Id, Noon.AddHours(1), "bob"));

        Assert.Equal((null, "bob"), Assert.Single((await Port.ListToRestoreAsync(10)).Select(orphan => (orphan.Error, orphan.RestoreRequestedBy))));
    }

    [Fact]
    public async Task Should_what_nobody_wants_back_in_time_expire()
    {
        var removed = Seen("a") with { State = OrphanState.Removed, RemovedAt = Noon, UndoUntil = Noon.AddDays(1) };
        var (wanted, failed, later) = (Of("b"), Of("c"), Of("d") with { UndoUntil = Noon.AddDays(3) });
        await Port.SaveAsync([removed, wanted, failed, later, Seen("e")]);
        await Port.RequestRestoreAsync(wanted.Id, Noon, "ann");
        await Port.RequestRestoreAsync(failed.Id, Noon, "ann");
        await Port.SaveAsync([failed with { Error = "it is there again" }]);

        var expired = await Port.ListExpiredAsync(Noon.AddDays(2), 10);

        Assert.Equal(["a", "c"], expired.Select(orphan => orphan.Resource.Name).Order());

        Orphan Of(string name) => removed with { Id = Seen(name).Id, Resource = Resource(name) };
    }

    [Fact]
    public async Task Should_settled_ones_and_finished_scans_be_forgotten_and_nothing_else()
    {
        var old = Noon.AddDays(-1);
        await Port.SaveAsync(
        [
            Seen("seen") with { LastSeenAt = old },
            Seen("kept") with { State = OrphanState.Removed, RemovedAt = old, UndoUntil = Noon.AddDays(1) },
            Seen("removed") with { State = OrphanState.Removed, RemovedAt = old },
            Seen("restored") with { State = OrphanState.Restored, RestoredAt = old, UndoUntil = Noon },
            Seen("young") with { State = OrphanState.Removed, RemovedAt = Noon },
        ]);
        await Port.SaveScanAsync(Scan(1) with { FinishedAt = old });
        await Port.SaveScanAsync(Scan(2) with { FinishedAt = Noon });
        await Port.SaveScanAsync(Scan(3) with { RequestedAt = old });

        Assert.Equal(3, await Port.ForgetAsync(Noon));

        Assert.Equal(["kept", "seen", "young"], await NamesAsync());
        Assert.Null(await Port.FindScanAsync(Scan(1).Id));
        Assert.NotNull(await Port.FindScanAsync(Scan(2).Id));
        Assert.NotNull(await Port.FindScanAsync(Scan(3).Id));
    }

    [Fact]
    public async Task Should_scans_be_kept_and_told_apart_by_whether_they_have_finished()
    {
        var waiting = Scan(1);
        var first = Scan(2) with { StartedAt = Noon, FinishedAt = Noon };
        var second = Scan(3) with { StartedAt = Noon, FinishedAt = Noon.AddMinutes(1), Results = [new OrphanScanResult { Kind = OwnedKinds.Pod, Listed = 3, Stopped = "why" }] };
        await Port.SaveScanAsync(Scan(3));
        foreach (var scan in (OrphanScan[])[waiting, first, second]) await Port.SaveScanAsync(scan);

        Assert.Equal([waiting.Id], (await Port.ListScansAsync(finished: false, 10)).Select(scan => scan.Id));
        Assert.Equal([second.Id, first.Id], (await Port.ListScansAsync(finished: true, 10)).Select(scan => scan.Id));
        Assert.Equal(second.Results, (await Port.ListScansAsync(finished: true, 1))[0].Results);
    }

    [Theory]
    [MemberData(nameof(Hostile.Data), MemberType = typeof(Hostile))]
    public async Task Should_give_any_text_back_as_it_was(string text)
    {
        var orphan = Seen("a") with { Reason = text, Error = text, Undo = text, Resource = Resource("a") with { Name = text, Namespace = text, HeldBy = text } };
        await Port.SaveAsync([orphan]);
        Assert.Equal(orphan, await Port.FindAsync(orphan.Id));
    }

    private async Task<IEnumerable<string>> NamesAsync() => (await Port.ListAsync(new OrphanQuery())).Select(orphan => orphan.Resource.Name).Order(StringComparer.Ordinal);

    private static OwnedResource Resource(string name, string kind = OwnedKinds.Pod, string job = "build-42") =>
        new() { Kind = kind, Name = name, Namespace = "jobs", JobId = JobId.Parse(job), Uid = "u", ChangedAt = Noon.AddDays(-1), Bytes = 7, Parts = 2 };

    private static Orphan Seen(string name, string kind = OwnedKinds.Pod, string job = "build-42") =>
        new() { Id = DerivedId.From("orphan", kind, name), Resource = Resource(name, kind, job), FirstSeenAt = Noon, LastSeenAt = Noon, Reason = "nobody knows it" };

    private static OrphanScan Scan(int number) => new() { Id = DerivedId.From("scan", number), RequestedAt = Noon, RequestedBy = "ann" };
}
