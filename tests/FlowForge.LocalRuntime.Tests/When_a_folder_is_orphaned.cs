using FlowForge.Jobs;

namespace FlowForge.LocalRuntime.Tests;

public sealed class When_a_folder_is_orphaned
{
    private static readonly Guid Orphan = DerivedId.From("orphan");
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_what_carries_a_job_id_be_listed_and_nothing_else()
    {
        await using var job = new LocalJob();
        Directory.CreateDirectory(Path.Combine(job.Layout.Jobs, "Not_An_Id"));
        File.WriteAllText(job.Layout.Heartbeat(JobId.Parse("only-a-heartbeat")), "");
        Directory.CreateDirectory(job.Layout.Artifacts("acme", JobId.Parse("other")));
        Directory.CreateDirectory(Path.Combine(job.Layout.AllArtifacts, "Not_An_Organization", "job"));
        Directory.CreateSymbolicLink(Path.Combine(job.Layout.AllArtifacts, "linked"), Directory.CreateDirectory(Path.Combine(job.Outside, "elsewhere", "job")).Parent!.FullName);

        Assert.Equal([$"jobs/{LocalJob.Id}", "jobs/only-a-heartbeat"], (await ListAsync(Workspaces(job))).Select(one => one.Name));
        Assert.Equal([$"jobs/acme/{LocalJob.Id}/", "jobs/acme/other/"], (await ListAsync(Artifacts(job))).Select(one => one.Name));
    }

    [Fact]
    public async Task Should_a_closer_look_tell_how_much_it_holds_and_when_it_was_changed()
    {
        await using var job = new LocalJob();
        var file = Path.Combine(job.Layout.Workspace(job.Ref.JobId), "file");
        File.WriteAllText(file, new string('x', 1_000));
        // What a program sets back, as tar does, is changed now all the same.
        File.SetLastWriteTimeUtc(file, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var seen = await SeeAsync(Workspaces(job));

        Assert.Equal((1_000, null), (seen.Bytes, seen.HeldBy));
        Assert.InRange(seen.ChangedAt!.Value, TimeProvider.System.GetUtcNow().AddMinutes(-10), TimeProvider.System.GetUtcNow().AddMinutes(1));
    }

    [Fact]
    public async Task Should_it_be_moved_away_and_brought_back_whole()
    {
        await using var job = new LocalJob();
        var (workspace, artifacts) = (job.Layout.Workspace(job.Ref.JobId), job.Layout.Artifacts(job.Ref, "logs"));
        foreach (var file in (string[])[Path.Combine(workspace, "a"), Path.Combine(artifacts, "b"), job.Layout.Heartbeat(job.Ref.JobId)]) File.WriteAllText(file, "kept");

        foreach (var kind in (IOwnedResources[])[Workspaces(job), Artifacts(job)])
        {
            var (seen, orphan) = (await SeeAsync(kind), DerivedId.From(kind.Kind));
            await kind.RemoveAsync(seen, orphan, keep: true, _cancelled);
            await kind.RemoveAsync(seen, orphan, keep: true, _cancelled);
            Assert.Null(await kind.InspectAsync(seen, _cancelled));
            await kind.RestoreAsync(seen, orphan, null, _cancelled);
            await kind.RestoreAsync(seen, orphan, null, _cancelled);
            Assert.Equal(seen.Key, (await kind.InspectAsync(seen, _cancelled))!.Key);
        }

        Assert.Equal(("kept", "kept"), (File.ReadAllText(Path.Combine(workspace, "a")), File.ReadAllText(Path.Combine(artifacts, "b"))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(job.Layout.Root, "trash")));
    }

    [Fact]
    public async Task Should_what_is_there_again_not_be_overwritten()
    {
        await using var job = new LocalJob();
        var kind = Artifacts(job);
        var seen = await SeeAsync(kind);
        await kind.RemoveAsync(seen, Orphan, keep: true, _cancelled);
        Directory.CreateDirectory(job.Layout.Artifacts(job.Ref, "logs"));

        Assert.Contains("is there again", (await Assert.ThrowsAsync<InvalidOperationException>(() => kind.RestoreAsync(seen, Orphan, null, _cancelled))).Message, StringComparison.Ordinal);
        Assert.Contains("waits in", (await Assert.ThrowsAsync<InvalidOperationException>(() => kind.RemoveAsync(seen, Orphan, keep: true, _cancelled))).Message, StringComparison.Ordinal);

        await kind.DiscardAsync(seen, Orphan, _cancelled);
        await kind.DiscardAsync(seen, Orphan, _cancelled);
        Directory.Delete(job.Layout.Artifacts("acme", job.Ref.JobId), recursive: true);
        Assert.Contains("nothing is kept", (await Assert.ThrowsAsync<InvalidOperationException>(() => kind.RestoreAsync(seen, Orphan, null, _cancelled))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_it_be_gone_for_good_where_nothing_is_to_be_kept()
    {
        await using var job = new LocalJob();
        var kind = Workspaces(job);
        await kind.RemoveAsync(await SeeAsync(kind), Orphan, keep: false, _cancelled);
        Assert.False(Directory.Exists(job.Layout.Job(job.Ref.JobId)));
        Assert.False(Directory.Exists(job.Layout.Trash(Orphan)));
    }

    [Fact]
    public async Task Should_one_whose_job_lives_be_held()
    {
        await using var job = await LocalJob.StartAsync("exec sleep 1000");

        foreach (var kind in (IOwnedResources[])[Workspaces(job), Artifacts(job)])
        {
            var seen = await SeeAsync(kind);
            Assert.Contains("are alive", seen.HeldBy, StringComparison.Ordinal);
            await Assert.ThrowsAsync<InvalidOperationException>(() => kind.RemoveAsync(seen, Orphan, keep: true, _cancelled));
        }

        Assert.True(Directory.Exists(job.Layout.Workspace(job.Ref.JobId)));
    }

    [Fact]
    public async Task Should_a_link_in_its_place_be_held_and_not_followed()
    {
        await using var job = new LocalJob();
        var outside = Directory.CreateDirectory(Path.Combine(job.Outside, "outside", "workspace")).Parent!.FullName;
        File.WriteAllText(Path.Combine(outside, "precious"), "");
        Directory.Delete(job.Layout.Job(job.Ref.JobId), recursive: true);
        Directory.CreateSymbolicLink(job.Layout.Job(job.Ref.JobId), outside);
        Directory.Delete(job.Layout.Artifacts("acme", job.Ref.JobId), recursive: true);
        Directory.CreateSymbolicLink(job.Layout.Artifacts("acme", job.Ref.JobId), outside);

        foreach (var kind in (IOwnedResources[])[Workspaces(job), Artifacts(job)])
        {
            var seen = await SeeAsync(kind);
            Assert.Contains("is a link to", seen.HeldBy, StringComparison.Ordinal);
            await Assert.ThrowsAsync<IOException>(() => kind.RemoveAsync(seen, Orphan, keep: true, _cancelled));
        }

        Assert.True(File.Exists(Path.Combine(outside, "precious")));
    }

    [Theory, InlineData("jobs/acme/another/"), InlineData("jobs/../job-under-test/"), InlineData("jobs/a/b/job-under-test/"), InlineData("/")]
    public async Task Should_a_name_that_is_not_this_jobs_be_refused(string name)
    {
        await using var job = new LocalJob();
        var kind = Artifacts(job);
        var seen = await SeeAsync(kind) with { Name = name };
        Assert.NotNull(await Record.ExceptionAsync(() => kind.RemoveAsync(seen, Orphan, keep: false, _cancelled)));
        Assert.True(Directory.Exists(job.Layout.Artifacts(job.Ref, "logs")));
    }

    [Fact]
    public async Task Should_a_data_folder_that_is_not_there_be_an_error_and_not_empty()
    {
        var layout = new LocalLayout("/nowhere/flowforge");
        await Assert.ThrowsAsync<IOException>(() => ListAsync(new OwnedWorkspaces(layout, new JobFiles(layout, TimeProvider.System), new Trash(layout))));
        await Assert.ThrowsAsync<IOException>(() => ListAsync(new OwnedArtifacts(layout, new JobFiles(layout, TimeProvider.System), new Trash(layout))));
    }

    private static OwnedWorkspaces Workspaces(LocalJob job) => new(job.Layout, job.Files, new Trash(job.Layout));

    private static OwnedArtifacts Artifacts(LocalJob job) => new(job.Layout, job.Files, new Trash(job.Layout));

    private async Task<OwnedResource> SeeAsync(IOwnedResources kind) => (await kind.InspectAsync((await ListAsync(kind)).Single(one => one.JobId.Value == LocalJob.Id), _cancelled))!;

    private async Task<List<OwnedResource>> ListAsync(IOwnedResources kind)
    {
        var all = new List<OwnedResource>();
        await foreach (var page in kind.ListAsync(_cancelled)) all.AddRange(page);
        return [.. all.DistinctBy(one => one.Key).OrderBy(one => one.Name, StringComparer.Ordinal)];
    }
}
