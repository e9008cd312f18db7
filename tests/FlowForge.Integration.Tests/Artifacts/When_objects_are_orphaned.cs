using System.Text;
using Amazon.S3.Model;
using FlowForge.Jobs;
using FlowForge.S3Artifacts;

namespace FlowForge.Integration.Tests.Artifacts;

/// <summary>Jobs' prefixes as owned resources, against a real S3 server.</summary>
public sealed class When_objects_are_orphaned(DevServers servers)
{
    private const string Gone = "jobs/acme/gone/";
    private static readonly Guid Orphan = DerivedId.From("orphan");
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_prefixes_of_jobs_be_listed_and_nothing_else()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        await bucket.PutAsync("jobs/acme/a/logs/x", "jobs/acme/a/logs/y", "jobs/none/b/partial/x", "jobs/acme/Not An Id/x", "jobs/Not An Organization/c/x", "jobs/acme/no-folder", "jobs/loose", "other/acme/d/x", "jobs//e/x", "jobs/acme/../x");

        Assert.Equal([("jobs/acme/a/", "a"), ("jobs/none/b/", "b")], (await ListAsync(bucket.Objects())).Select(one => (one.Name, one.JobId.Value)));
    }

    [Fact]
    public async Task Should_the_walk_cost_by_jobs_and_not_by_objects()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        await bucket.PutAsync([.. Enumerable.Range(0, 1_100).Select(i => $"jobs/acme/job-{i}/logs/a"), .. Enumerable.Range(0, 1_200).Select(i => $"jobs/many/one/logs/{i}")]);
        var log = new CallLog();
        using var client = bucket.ClientNotedIn(log);

        Assert.Equal(1_101, (await ListAsync(bucket.Objects(client))).Count);

        // The organizations; the jobs of one in two pages; the one job of the other.
        Assert.Equal(4, log.Calls.Count);
    }

    [Fact]
    public async Task Should_a_closer_look_tell_size_and_age()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        await bucket.PutAsync([.. Enumerable.Range(0, 1_001).Select(i => $"{Gone}logs/{i}")]);

        var seen = (await bucket.Objects().InspectAsync(await SingleAsync(bucket.Objects()), _cancelled))!;

        Assert.Equal((1_001, 1_001L * "left behind".Length), (seen.Parts, seen.Bytes));
        Assert.InRange(seen.ChangedAt!.Value, TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddMinutes(5));
    }

    [Fact]
    public async Task Should_an_unfinished_upload_make_it_as_young_as_that()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        await bucket.PutAsync($"{Gone}logs/a");
        var before = (await bucket.Objects().InspectAsync(await SingleAsync(bucket.Objects()), _cancelled))!;
        // The server tells time in seconds.
        await Testing.Eventually.IsTrueAsync(() => TimeProvider.System.GetUtcNow() > before.ChangedAt!.Value.AddSeconds(2), "time stands still");
        await bucket.Client.InitiateMultipartUploadAsync(bucket.Name, $"{Gone}logs/b", _cancelled);

        Assert.True((await bucket.Objects().InspectAsync(before, _cancelled))!.ChangedAt > before.ChangedAt);
    }

    [Fact]
    public async Task Should_every_unfinished_upload_count_however_many_there_are()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        await bucket.PutAsync($"{Gone}logs/a");
        // More than a page of them.
        await Parallel.ForEachAsync(Enumerable.Range(0, 1_005), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = _cancelled },
            async (number, cancelled) => await bucket.Client.InitiateMultipartUploadAsync(bucket.Name, $"{Gone}partial/{number:0000}", cancelled));
        var kind = bucket.Objects();

        Assert.Equal(1_006, (await SeeAsync(kind)).Parts);

        await kind.RemoveAsync(await SeeAsync(kind), Orphan, keep: false, _cancelled);
        Assert.Equal(0, await bucket.UploadsAsync());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Should_what_was_removed_be_brought_back_whole(bool versions)
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers, versioned: versions);
        bucket.Options.KeepVersions = versions;
        string[] others = ["jobs/acme/gone-2/logs/a", "jobs/none/gone/logs/a"];
        string[] own = [$"{Gone}logs/a", $"{Gone}partial/b c", $"{Gone}reports/ü & <b>\"+%2F ?"];
        await bucket.PutAsync([.. others, .. own, $"{Gone}logs/deleted-by-its-job"]);
        await bucket.Client.DeleteObjectAsync(bucket.Name, $"{Gone}logs/deleted-by-its-job", _cancelled);
        var kind = bucket.Objects();
        var seen = await SeeAsync(kind);
        // The server tells time in seconds, and an orphan is at least that old.
        await Testing.Eventually.IsTrueAsync(() => TimeProvider.System.GetUtcNow() > seen.ChangedAt!.Value.AddSeconds(2), "time stands still");

        var undo = await kind.PrepareUndoAsync(seen, _cancelled);
        await kind.RemoveAsync(seen, Orphan, keep: true, _cancelled);
        await kind.RemoveAsync(seen, Orphan, keep: true, _cancelled);
        Assert.Null(await kind.InspectAsync(seen, _cancelled));
        Assert.Equal(versions ? [] : own.Select(key => $"trash/{Orphan}/{key}"), (await bucket.KeysAsync()).Except(others).Order(StringComparer.Ordinal));
        await kind.RestoreAsync(seen, Orphan, undo, _cancelled);
        await kind.RestoreAsync(seen, Orphan, undo, _cancelled);

        Assert.Equal(others.Concat(own).Order(StringComparer.Ordinal), (await bucket.KeysAsync()).Order(StringComparer.Ordinal));
        using var back = await bucket.Client.GetObjectAsync(bucket.Name, own[2], _cancelled);
        using var reader = new StreamReader(back.ResponseStream, Encoding.UTF8);
        Assert.Equal("left behind", await reader.ReadToEndAsync(_cancelled));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Should_what_is_there_again_not_be_overwritten(bool versions)
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers, versioned: versions);
        bucket.Options.KeepVersions = versions;
        await bucket.PutAsync($"{Gone}logs/a", $"{Gone}logs/b");
        var kind = bucket.Objects();
        var seen = await SeeAsync(kind);
        await Testing.Eventually.IsTrueAsync(() => TimeProvider.System.GetUtcNow() > seen.ChangedAt!.Value.AddSeconds(2), "time stands still");
        var undo = await kind.PrepareUndoAsync(seen, _cancelled);
        await kind.RemoveAsync(seen, Orphan, keep: true, _cancelled);
        await bucket.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket.Name, Key = $"{Gone}logs/a", ContentBody = "new" }, _cancelled);

        var refused = await Record.ExceptionAsync(() => kind.RestoreAsync(seen, Orphan, undo, _cancelled));

        if (!versions) Assert.Contains($"1 of its objects are there again, and were not overwritten: '{Gone}logs/a'", Assert.IsType<InvalidOperationException>(refused).Message, StringComparison.Ordinal);
        using var standing = await bucket.Client.GetObjectAsync(bucket.Name, $"{Gone}logs/a", _cancelled);
        Assert.Equal(3, standing.ContentLength);
        Assert.Contains($"{Gone}logs/b", await bucket.KeysAsync());
    }

    [Fact]
    public async Task Should_what_was_kept_be_let_go_and_then_not_come_back()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        await bucket.PutAsync($"{Gone}logs/a", "trash/another/jobs/acme/gone/logs/a");
        var kind = bucket.Objects();
        var seen = await SeeAsync(kind);
        await kind.RemoveAsync(seen, Orphan, keep: true, _cancelled);

        await kind.DiscardAsync(seen, Orphan, _cancelled);
        await kind.DiscardAsync(seen, Orphan, _cancelled);

        Assert.Equal(["trash/another/jobs/acme/gone/logs/a"], await bucket.KeysAsync());
        Assert.Contains("nothing is kept", (await Assert.ThrowsAsync<InvalidOperationException>(() => kind.RestoreAsync(seen, Orphan, null, _cancelled))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_nothing_be_removed_where_versions_are_to_keep_it_and_there_are_none()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        bucket.Options.KeepVersions = true;
        await bucket.PutAsync($"{Gone}logs/a");
        var kind = bucket.Objects();
        var seen = await SeeAsync(kind);

        Assert.Contains("keeps no versions", (await Assert.ThrowsAsync<InvalidOperationException>(() => kind.PrepareUndoAsync(seen, _cancelled))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_keys_that_are_refused_be_told_one_by_one_and_the_rest_go()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        await bucket.PutAsync($"{Gone}logs/a", $"{Gone}logs/held/b", $"{Gone}logs/c");
        await bucket.DenyRemovalAsync($"{Gone}logs/held/*");
        var kind = bucket.Objects();

        var failure = await Assert.ThrowsAsync<PartialRemovalException>(async () => await kind.RemoveAsync(await SeeAsync(kind), Orphan, keep: false, _cancelled));

        var (part, error) = Assert.Single(failure.Left);
        Assert.Equal(new JobResource("artifacts", $"{Gone}logs/held/b"), part);
        Assert.Contains("AccessDenied", error, StringComparison.Ordinal);
        Assert.Equal([$"{Gone}logs/held/b"], await bucket.KeysAsync());
    }

    [Theory, InlineData("jobs/acme/another/"), InlineData("jobs/acme/gone"), InlineData("jobs/acme/"), InlineData("jobs/acme/gone/logs/"), InlineData("")]
    public async Task Should_a_name_that_is_not_this_jobs_be_refused(string name)
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        await bucket.PutAsync($"{Gone}logs/a", "jobs/acme/another/logs/a");
        var kind = bucket.Objects();
        var seen = (await ListAsync(kind)).Single(one => one.Name == Gone) with { Name = name };

        await Assert.ThrowsAsync<InvalidOperationException>(() => kind.RemoveAsync(seen, Orphan, keep: false, _cancelled));

        Assert.Equal(2, (await bucket.KeysAsync()).Count);
    }

    [Fact]
    public async Task Should_a_wrong_bucket_or_wrong_credentials_be_an_error_and_not_empty()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        using var stranger = bucket.ClientOf("nobody", "wrong");
        foreach (var kind in (IOwnedResources[])[bucket.Objects(stranger), bucket.Uploads(stranger)])
            Assert.Contains("403", (await Assert.ThrowsAsync<IOException>(() => ListAsync(kind))).Message, StringComparison.Ordinal);
        bucket.Options.Bucket = "no-such-bucket";
        foreach (var kind in (IOwnedResources[])[bucket.Objects(), bucket.Uploads()])
            Assert.Contains("no bucket 'no-such-bucket'", (await Assert.ThrowsAsync<IOException>(() => ListAsync(kind))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_unfinished_uploads_be_listed_one_by_one_and_only_that_one_be_aborted()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        foreach (var key in (string[])["jobs/acme/a/partial/x", "jobs/acme/a/partial/x", "jobs/acme/b/partial/x", "jobs/loose", "other/acme/a/x"])
            await bucket.Client.InitiateMultipartUploadAsync(bucket.Name, key, _cancelled);
        var kind = bucket.Uploads();
        var found = await ListAsync(kind);
        Assert.Equal([("jobs/acme/a/partial/x", "a"), ("jobs/acme/a/partial/x", "a"), ("jobs/acme/b/partial/x", "b")], found.Select(one => (one.Name, one.JobId.Value)));
        await bucket.Client.UploadPartAsync(new UploadPartRequest { BucketName = bucket.Name, Key = found[0].Name, UploadId = found[0].Uid, PartNumber = 1, InputStream = new MemoryStream(new byte[1_000]) }, _cancelled);

        var seen = (await kind.InspectAsync(found[0], _cancelled))!;
        Assert.Equal((1_000, 1), (seen.Bytes, seen.Parts));
        Assert.NotNull(seen.ChangedAt);
        await kind.RemoveAsync(seen, Orphan, keep: true, _cancelled);
        await kind.RemoveAsync(seen, Orphan, keep: true, _cancelled);

        Assert.Null(await kind.InspectAsync(seen, _cancelled));
        Assert.Equal(4, await bucket.UploadsAsync());
        Assert.NotNull(kind.NoUndo);
    }

    private async Task<OwnedResource> SeeAsync(OwnedObjects kind) => (await kind.InspectAsync((await ListAsync(kind)).Single(one => one.Name == Gone), _cancelled))!;

    private async Task<OwnedResource> SingleAsync(IOwnedResources kind) => Assert.Single(await ListAsync(kind));

    private async Task<List<OwnedResource>> ListAsync(IOwnedResources kind)
    {
        var all = new List<OwnedResource>();
        await foreach (var page in kind.ListAsync(_cancelled)) all.AddRange(page);
        return [.. all.OrderBy(one => one.Name, StringComparer.Ordinal)];
    }
}
