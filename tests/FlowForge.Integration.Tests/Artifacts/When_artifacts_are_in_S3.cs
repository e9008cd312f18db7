using Amazon.S3;
using Amazon.S3.Model;
using FlowForge.Integration.Tests.Storage;
using FlowForge.Jobs;

namespace FlowForge.Integration.Tests.Artifacts;

/// <summary>The artifact store against a real S3 server.</summary>
public sealed class When_artifacts_are_in_S3(DevServers servers)
{
    private static readonly JobRef Job = ArtifactBucket.Job("job-1");

    [Fact]
    public async Task Should_remove_all_of_one_class_of_one_job_and_nothing_else()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        string[] others = ["jobs/acme/job-1/logs", "jobs/acme/job-1/logs-old/a", "jobs/acme/job-1/reports/a", "jobs/acme/job-10/logs/a", "jobs/acme/job-1.b/logs/a", "jobs/none/job-1/logs/a", "other/jobs/acme/job-1/logs/a"];
        // More than one page, and names that a path or an XML body may stumble over.
        await bucket.PutAsync([.. others, .. Enumerable.Range(0, 1_100).Select(i => $"jobs/acme/job-1/logs/{i:0000}"), "jobs/acme/job-1/logs/../a", "jobs/acme/job-1/logs/ü & <b>\"+%2F ?"]);
        var store = bucket.Store();

        var found = Assert.Single(await store.ListAsync(Job, CleanupScopes.Logs));
        Assert.Equal(new JobResource("logs", "jobs/acme/job-1/logs/"), found);
        await store.DeleteAsync(Job, found);

        Assert.Empty(await store.ListAsync(Job, CleanupScopes.Logs));
        Assert.Equal(others.Order(StringComparer.Ordinal), (await bucket.KeysAsync()).Order(StringComparer.Ordinal));
        // Again, as after a crash.
        await store.DeleteAsync(Job, found);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 3)]
    public async Task Should_do_with_old_versions_as_it_is_told(bool keepVersions, int left)
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers, versioned: true);
        bucket.Options.KeepVersions = keepVersions;
        await bucket.PutAsync("jobs/acme/job-1/logs/a");
        await bucket.PutAsync("jobs/acme/job-1/logs/a");
        var store = bucket.Store();

        await store.DeleteAsync(Job, Assert.Single(await store.ListAsync(Job, CleanupScopes.Logs)));

        Assert.Empty(await bucket.KeysAsync());
        Assert.Empty(await store.ListAsync(Job, CleanupScopes.Logs));
        Assert.Equal(left, (await bucket.VersionsAsync()).Count);
    }

    [Fact]
    public async Task Should_tell_of_a_locked_object_by_its_key_and_remove_the_rest()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers, locks: true);
        await bucket.PutAsync("jobs/acme/job-1/logs/a", "jobs/acme/job-1/logs/c");
        await bucket.Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = bucket.Name,
            Key = "jobs/acme/job-1/logs/b",
            ContentBody = "evidence",
            ObjectLockMode = ObjectLockMode.Governance,
            ObjectLockRetainUntilDate = TimeProvider.System.GetUtcNow().AddHours(1).UtcDateTime,
        }, TestContext.Current.CancellationToken);
        var store = bucket.Store();
        var found = Assert.Single(await store.ListAsync(Job, CleanupScopes.Logs));

        var failure = await Assert.ThrowsAsync<PartialRemovalException>(() => store.DeleteAsync(Job, found));

        var (part, error) = Assert.Single(failure.Left);
        Assert.Equal(new JobResource("logs", "jobs/acme/job-1/logs/b"), part);
        Assert.Contains("AccessDenied", error, StringComparison.Ordinal);
        Assert.Equal(["jobs/acme/job-1/logs/b"], await bucket.KeysAsync());
    }

    [Fact]
    public async Task Should_tell_of_denied_keys_one_by_one_and_remove_the_rest()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        await bucket.PutAsync("jobs/acme/job-1/logs/a", "jobs/acme/job-1/logs/held/b", "jobs/acme/job-1/logs/held/c", "jobs/acme/job-1/logs/d");
        await bucket.DenyRemovalAsync("jobs/acme/job-1/logs/held/*");
        var store = bucket.Store();
        var found = Assert.Single(await store.ListAsync(Job, CleanupScopes.Logs));

        var failure = await Assert.ThrowsAsync<PartialRemovalException>(() => store.DeleteAsync(Job, found));

        Assert.Equal(["jobs/acme/job-1/logs/held/b", "jobs/acme/job-1/logs/held/c"], failure.Left.Select(left => left.Part.Name).Order(StringComparer.Ordinal));
        Assert.All(failure.Left, left => Assert.Contains("AccessDenied", left.Error, StringComparison.Ordinal));
        Assert.Equal(2, (await bucket.KeysAsync()).Count);
    }

    [Fact]
    public async Task Should_remove_what_comes_after_any_number_of_denied_keys()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        await bucket.PutAsync([.. Enumerable.Range(0, 110).Select(i => $"jobs/acme/job-1/logs/held/{i:000}"), .. Enumerable.Range(0, 950).Select(i => $"jobs/acme/job-1/logs/rest/{i:000}")]);
        await bucket.DenyRemovalAsync("jobs/acme/job-1/logs/held/*");
        var store = bucket.Store();
        var found = Assert.Single(await store.ListAsync(Job, CleanupScopes.Logs));

        var failure = await Assert.ThrowsAsync<PartialRemovalException>(() => store.DeleteAsync(Job, found));

        Assert.Equal(100, failure.Left.Count);
        Assert.All(await bucket.KeysAsync(), key => Assert.StartsWith("jobs/acme/job-1/logs/held/", key, StringComparison.Ordinal));
        Assert.Single(await store.ListAsync(Job, CleanupScopes.Logs));
    }

    [Fact]
    public async Task Should_find_what_a_removal_that_keeps_versions_has_not_come_to()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers, versioned: true);
        bucket.Options.KeepVersions = true;
        // Two versions each, the object and its marker: more than a page of them before the one that is there.
        var removed = Enumerable.Range(0, 520).Select(i => $"jobs/acme/job-1/logs/{i:000}").ToList();
        await bucket.PutAsync([.. removed, "jobs/acme/job-1/logs/last"]);
        await bucket.Client.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = bucket.Name, Objects = [.. removed.Select(key => new KeyVersion { Key = key })] }, TestContext.Current.CancellationToken);
        var store = bucket.Store();

        await store.DeleteAsync(Job, Assert.Single(await store.ListAsync(Job, CleanupScopes.Logs)));

        Assert.Empty(await bucket.KeysAsync());
        Assert.Empty(await store.ListAsync(Job, CleanupScopes.Logs));
    }

    [Fact]
    public async Task Should_abort_uploads_that_were_never_finished()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        foreach (var key in (string[])["jobs/acme/job-1/partial/a", "jobs/acme/job-2/partial/a"])
            await bucket.Client.InitiateMultipartUploadAsync(bucket.Name, key, TestContext.Current.CancellationToken);
        var store = bucket.Store();

        await store.DeleteAsync(Job, Assert.Single(await store.ListAsync(Job, CleanupScopes.Partial)));

        Assert.Empty(await store.ListAsync(Job, CleanupScopes.Partial));
        Assert.Equal(1, await bucket.UploadsAsync());
    }

    [Fact]
    public async Task Should_archive_first_where_that_is_asked_for()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        (bucket.Options.ArchivePrefix, var kept) = ("archive/2026", bucket.Options.Archive);
        kept.Add(CleanupScopes.Reports);
        await bucket.PutAsync("jobs/acme/job-1/reports/a b", "jobs/acme/job-1/logs/a");
        var store = bucket.Store();

        foreach (var artifactClass in (string[])[CleanupScopes.Reports, CleanupScopes.Logs])
            await store.DeleteAsync(Job, Assert.Single(await store.ListAsync(Job, artifactClass)));

        Assert.Equal(["archive/2026/jobs/acme/job-1/reports/a b"], await bucket.KeysAsync());
    }

    [Fact]
    public async Task Should_remove_nothing_that_could_not_be_archived()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        (bucket.Options.ArchivePrefix, bucket.Options.ArchiveBucket) = ("archive", "no-such-bucket");
        bucket.Options.Archive.Add(CleanupScopes.Reports);
        await bucket.PutAsync("jobs/acme/job-1/reports/a");
        var store = bucket.Store();

        var failure = await Assert.ThrowsAsync<IOException>(async () => await store.DeleteAsync(Job, Assert.Single(await store.ListAsync(Job, CleanupScopes.Reports))));

        Assert.Contains("no bucket 'no-such-bucket'", failure.Message, StringComparison.Ordinal);
        Assert.Single(await bucket.KeysAsync());
    }

    [Theory]
    [InlineData("logs", "jobs/acme/job-2/logs/")]
    [InlineData("logs", "jobs/acme/job-1/")]
    [InlineData("logs", "jobs/acme/job-1/logs")]
    [InlineData("logs", "")]
    [InlineData("reports", "jobs/acme/job-1/logs/")]
    public async Task Should_refuse_what_is_not_that_class_of_the_job(string type, string name)
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        await bucket.PutAsync("jobs/acme/job-1/logs/a", "jobs/acme/job-2/logs/a");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => bucket.Store().DeleteAsync(Job, new JobResource(type, name)));

        Assert.Contains("it was not removed", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await bucket.KeysAsync()).Count);
    }

    [Fact]
    public async Task Should_say_what_is_wrong_with_bucket_or_credentials()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        using var stranger = bucket.ClientOf("nobody", "wrong");
        var refused = await Assert.ThrowsAsync<IOException>(() => bucket.Store(stranger).ListAsync(Job, CleanupScopes.Logs));
        Assert.Contains("403 InvalidAccessKeyId", refused.Message, StringComparison.Ordinal);
        bucket.Options.Bucket = "no-such-bucket";
        var missing = await Assert.ThrowsAsync<IOException>(() => bucket.Store().ListAsync(Job, CleanupScopes.Logs));
        Assert.Contains("the S3 server has no bucket 'no-such-bucket'; make it, or correct s3:bucket", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_go_on_where_a_lost_connection_has_cut_a_batch_short()
    {
        await using var bucket = await ArtifactBucket.MakeAsync(servers);
        await bucket.PutAsync(Enumerable.Range(0, 1_500).Select(i => $"jobs/acme/job-1/artifacts/{i:0000}"));
        using var gate = new TcpGate(bucket.Endpoint.Host, bucket.Endpoint.Port);
        gate.Open();
        using var client = bucket.ClientThrough(gate.Port, TimeSpan.FromSeconds(2));
        var store = bucket.Store(client);
        var found = Assert.Single(await store.ListAsync(Job, CleanupScopes.Artifacts));

        // The requests arrive, or do not; no answer does.
        gate.Silent = true;
        var failure = await Assert.ThrowsAsync<IOException>(() => store.DeleteAsync(Job, found));
        Assert.Contains("could not be reached", failure.Message, StringComparison.Ordinal);
        gate.Silent = false;
        await store.DeleteAsync(Job, found);

        Assert.Empty(await bucket.KeysAsync());
    }
}
