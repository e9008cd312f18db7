using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using FlowForge.Jobs;
using FlowForge.S3Artifacts;

namespace FlowForge.Integration.Tests.Artifacts;

/// <summary>A bucket of its own for one test, on the real S3 endpoint; it is emptied and removed at the end.</summary>
internal sealed class ArtifactBucket : IAsyncDisposable
{
    private static int _count;
    private readonly AWSCredentials _credentials;

    private ArtifactBucket(Uri endpoint, AWSCredentials credentials)
    {
        (Endpoint, _credentials) = (endpoint, credentials);
        Client = ClientFor(endpoint, credentials);
        Options.Bucket = Name;
        Options.Endpoint = endpoint.GetLeftPart(UriPartial.Authority);
    }

    public Uri Endpoint { get; }
    public string Name { get; } = $"artifacts-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
    public S3Options Options { get; } = new();

    /// <summary>Past the store, as jobs are.</summary>
    public AmazonS3Client Client { get; }

    public static async Task<ArtifactBucket> MakeAsync(DevServers servers, bool versioned = false, bool locks = false)
    {
        var bucket = new ArtifactBucket(await servers.S3Async(), new BasicAWSCredentials(await servers.S3AccessKeyAsync(), await servers.S3SecretKeyAsync()));
        await bucket.Client.PutBucketAsync(new PutBucketRequest { BucketName = bucket.Name, ObjectLockEnabledForBucket = locks });
        if (versioned) await bucket.Client.PutBucketVersioningAsync(new PutBucketVersioningRequest { BucketName = bucket.Name, VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled } });
        return bucket;
    }

    public static JobRef Job(string id, string? organization = "acme") => new(JobId.Parse(id), 1, organization, null);

    /// <param name="client">Null: as the test itself.</param>
    public IArtifactStore Store(IAmazonS3? client = null)
    {
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        return new S3ArtifactStore(new ObjectRemoval(client ?? Client, options), new ObjectCopies(client ?? Client, options), options);
    }

    public OwnedObjects Objects(IAmazonS3? client = null)
    {
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        var (s3, removal) = (client ?? Client, new ObjectRemoval(client ?? Client, options));
        return new OwnedObjects(s3, removal, new ObjectTrash(s3, new ObjectCopies(s3, options), removal, options), options);
    }

    public OwnedUploads Uploads(IAmazonS3? client = null) => new(client ?? Client, Microsoft.Extensions.Options.Options.Create(Options));

    public AmazonS3Client ClientThrough(int port, TimeSpan timeout) => ClientFor(new Uri($"http://127.0.0.1:{port}"), _credentials, timeout, retries: 1);

    public AmazonS3Client ClientNotedIn(CallLog log) => ClientFor(Endpoint, _credentials, log: log);

    public AmazonS3Client ClientOf(string accessKey, string secretKey) => ClientFor(Endpoint, new BasicAWSCredentials(accessKey, secretKey));

    public Task PutAsync(params IEnumerable<string> keys) => Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (key, token) =>
        await Client.PutObjectAsync(new PutObjectRequest { BucketName = Name, Key = key, ContentBody = "left behind" }, token));

    public async Task<IReadOnlyList<string>> KeysAsync() => [.. (await VersionsAsync()).Where(version => version is { IsLatest: true, IsDeleteMarker: not true }).Select(version => version.Key)];

    /// <summary>All versions and markers.</summary>
    public async Task<IReadOnlyList<S3ObjectVersion>> VersionsAsync()
    {
        var found = new List<S3ObjectVersion>();
        await foreach (var version in Client.Paginators.ListVersions(new ListVersionsRequest { BucketName = Name }).Versions) found.Add(version);
        return found;
    }

    /// <summary>By a policy of the bucket.</summary>
    public Task DenyRemovalAsync(string keys) => Client.PutBucketPolicyAsync(new PutBucketPolicyRequest
    {
        BucketName = Name,
        Policy = $$"""
            { "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Principal": "*", "Action": ["s3:DeleteObject", "s3:DeleteObjectVersion"],
              "Resource": "arn:aws:s3:::{{Name}}/{{keys}}" }] }
            """,
    });

    public async Task<int> UploadsAsync() => (await Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Name })).MultipartUploads?.Count ?? 0;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Client.DeleteBucketPolicyAsync(Name);
            foreach (var versions in (await VersionsAsync()).Chunk(1_000))
                await Client.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = Name, BypassGovernanceRetention = true, Objects = [.. versions.Select(version => new KeyVersion { Key = version.Key, VersionId = version.VersionId })] });
            await Client.DeleteBucketAsync(Name);
        }
        finally
        {
            Client.Dispose();
        }
    }

    private static AmazonS3Client ClientFor(Uri endpoint, AWSCredentials credentials, TimeSpan? timeout = null, int retries = 4, CallLog? log = null) => new(credentials, new AmazonS3Config
    {
        ServiceURL = endpoint.ToString(),
        ForcePathStyle = true,
        AuthenticationRegion = "us-east-1",
        Timeout = timeout ?? TimeSpan.FromSeconds(60),
        MaxErrorRetry = retries,
        HttpClientFactory = log,
    });
}
