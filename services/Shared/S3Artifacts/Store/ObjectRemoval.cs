using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace FlowForge.S3Artifacts;

/// <summary>Removes everything under a prefix: objects, their versions and delete markers, and uploads that were never finished. A page at a time, so a job may have left any number.</summary>
internal sealed class ObjectRemoval(IAmazonS3 client, IOptions<S3Options> options)
{
    /// <summary>So many keys one DeleteObjects may name.</summary>
    private const int Batch = 1_000;

    /// <summary>So many failures are told one by one. Those beyond are not told, but what comes after them is removed.</summary>
    private const int MostTold = 100;

    private string Bucket => options.Value.Bucket;

    public async Task<bool> IsAnyLeftAsync(string prefix, CancellationToken cancellationToken)
    {
        // Where versions are kept, pages of nothing but old ones may come before what is still there; else the first key tells.
        var size = options.Value.KeepVersions ? Batch : 1;
        ListVersionsResponse? after = null;
        do
        {
            (var keys, after) = await PageAsync(prefix, after, size, cancellationToken);
            if (keys.Count > 0) return true;
        }
        while (after.IsTruncated == true);
        return (await UploadsAsync(prefix, 1, cancellationToken)).Count > 0;
    }

    public async Task<ObjectExtent> MeasureAsync(string prefix, CancellationToken cancellationToken)
    {
        var extent = new ObjectExtent();
        var request = new ListVersionsRequest { BucketName = Bucket, Prefix = prefix };
        ListVersionsResponse page;
        do
        {
            page = await S3Errors.TellAsync($"listing '{prefix}'", Bucket, () => client.ListVersionsAsync(request, cancellationToken));
            foreach (var version in page.Versions ?? []) extent = extent.With(IsToGo(version), version.LastModified?.ToUniversalTime(), version.Size ?? 0);
            (request.KeyMarker, request.VersionIdMarker) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
        while (page.IsTruncated == true);
        // All of them: any may be the youngest.
        await foreach (var uploads in client.ListUnfinishedUploadsAsync(Bucket, prefix, cancellationToken))
            foreach (var upload in uploads) extent = extent.With(true, upload.Initiated?.ToUniversalTime(), 0);
        return extent;
    }

    /// <summary>Returns what could not be removed, the first hundred of it.</summary>
    public async Task<IReadOnlyList<KeyFailure>> RemoveAsync(string prefix, CancellationToken cancellationToken)
    {
        var left = new List<KeyFailure>();
        // First the uploads: one that is finished in between is an object by then, and found below.
        left.AddRange((await AbortAsync(prefix, cancellationToken)).Take(MostTold));
        ListVersionsResponse? after = null;
        do
        {
            // By markers and not from the beginning again: what could not be removed must not be met for ever.
            (var keys, after) = await PageAsync(prefix, after, Batch, cancellationToken);
            if (keys.Count > 0) left.AddRange((await DeleteAsync(keys, cancellationToken)).Take(MostTold - left.Count));
        }
        while (after.IsTruncated == true);
        return left;
    }

    private async Task<(List<KeyVersion> Keys, ListVersionsResponse Page)> PageAsync(string prefix, ListVersionsResponse? after, int size, CancellationToken cancellationToken)
    {
        var request = new ListVersionsRequest { BucketName = Bucket, Prefix = prefix, MaxKeys = size, KeyMarker = after?.NextKeyMarker, VersionIdMarker = after?.NextVersionIdMarker };
        var page = await S3Errors.TellAsync($"listing '{prefix}'", Bucket, () => client.ListVersionsAsync(request, cancellationToken));
        var keys = (page.Versions ?? [])
            .Where(IsToGo)
            .Select(version => new KeyVersion { Key = version.Key, VersionId = options.Value.KeepVersions ? null : version.VersionId })
            .ToList();
        return (keys, page);
    }

    private bool IsToGo(S3ObjectVersion version) => !options.Value.KeepVersions || (version.IsLatest == true && version.IsDeleteMarker != true);

    private async Task<IEnumerable<KeyFailure>> DeleteAsync(List<KeyVersion> keys, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectsRequest { BucketName = Bucket, Objects = keys, Quiet = true };
        var errors = await S3Errors.TellAsync($"removing {keys.Count} objects", Bucket, async () =>
        {
            try
            {
                return (await client.DeleteObjectsAsync(request, cancellationToken)).DeleteErrors;
            }
            catch (DeleteObjectsException e)
            {
                return e.Response.DeleteErrors;
            }
        });
        return (errors ?? []).Select(error => new KeyFailure(error.Key, $"{error.Code}: {(string.IsNullOrEmpty(error.Message) ? "the S3 server refused to remove it" : error.Message)}"));
    }

    private async Task<IEnumerable<KeyFailure>> AbortAsync(string prefix, CancellationToken cancellationToken)
    {
        var left = new List<KeyFailure>();
        // From the beginning again each time: what was aborted is not listed any more. Without progress it ends.
        while (await UploadsAsync(prefix, Batch, cancellationToken) is { Count: > 0 } uploads)
        {
            var failed = 0;
            foreach (var upload in uploads)
            {
                try
                {
                    var request = new AbortMultipartUploadRequest { BucketName = Bucket, Key = upload.Key, UploadId = upload.UploadId };
                    await S3Errors.TellAsync($"aborting the upload of '{upload.Key}'", Bucket, () => client.AbortMultipartUploadAsync(request, cancellationToken));
                }
                catch (IOException e) when (e.InnerException is AmazonS3Exception { ErrorCode: "NoSuchUpload" })
                {
                    // Finished or aborted by its owner in between.
                }
                catch (IOException e)
                {
                    failed++;
                    left.Add(new KeyFailure(upload.Key, e.Message));
                }
            }

            if (failed > 0) break;
        }

        return left;
    }

    private async Task<IReadOnlyList<MultipartUpload>> UploadsAsync(string prefix, int most, CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = Bucket, Prefix = prefix, MaxUploads = most };
        return (await S3Errors.TellAsync($"listing unfinished uploads under '{prefix}'", Bucket, () => client.ListMultipartUploadsAsync(request, cancellationToken))).MultipartUploads ?? [];
    }
}
