using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.S3Artifacts;

/// <summary>Uploads that were never finished: their parts cost as much as objects, and no listing of objects shows them.</summary>
internal sealed class OwnedUploads(IAmazonS3 client, IOptions<S3Options> options) : IOwnedResources
{
    private string Bucket => options.Value.Bucket;

    public string Kind => OwnedKinds.Upload;

    public TimeSpan UsualMinimumAge => TimeSpan.FromDays(7);

    public string? NoUndo => "the parts of an unfinished upload cannot be read back";

    public async IAsyncEnumerable<IReadOnlyList<OwnedResource>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var page in client.ListUnfinishedUploadsAsync(Bucket, $"{options.Value.Prefix}/", cancellationToken))
            yield return [.. page.Select(ResourceOf).OfType<OwnedResource>()];
    }

    public async Task<OwnedResource?> InspectAsync(OwnedResource resource, CancellationToken cancellationToken = default)
    {
        Check(resource);
        var (changed, bytes, parts) = (resource.ChangedAt, 0L, 0L);
        var request = new ListPartsRequest { BucketName = Bucket, Key = resource.Name, UploadId = resource.Uid };
        try
        {
            ListPartsResponse page;
            do
            {
                page = await S3Errors.TellAsync($"looking at the upload of '{resource.Name}'", Bucket, () => client.ListPartsAsync(request, cancellationToken));
                foreach (var part in page.Parts ?? [])
                {
                    (bytes, parts) = (bytes + (part.Size ?? 0), parts + 1);
                    // An upload that was begun long ago may still go on.
                    if (part.LastModified?.ToUniversalTime() is { } at && !(changed > at)) changed = at;
                }

                request.PartNumberMarker = page.NextPartNumberMarker?.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
            while (page.IsTruncated == true);
        }
        catch (IOException e) when (IsGone(e))
        {
            return null;
        }

        return resource with { ChangedAt = changed, Bytes = bytes, Parts = parts };
    }

    public Task<string?> PrepareUndoAsync(OwnedResource resource, CancellationToken cancellationToken = default) => Task.FromResult<string?>(null);

    public async Task RemoveAsync(OwnedResource resource, Guid orphan, bool keep, CancellationToken cancellationToken = default)
    {
        Check(resource);
        var request = new AbortMultipartUploadRequest { BucketName = Bucket, Key = resource.Name, UploadId = resource.Uid };
        try
        {
            await S3Errors.TellAsync($"aborting the upload of '{resource.Name}'", Bucket, () => client.AbortMultipartUploadAsync(request, cancellationToken));
        }
        catch (IOException e) when (IsGone(e))
        {
            // Finished or aborted by its owner in between.
        }
    }

    public Task RestoreAsync(OwnedResource resource, Guid orphan, string? undo, CancellationToken cancellationToken = default) => throw new InvalidOperationException(NoUndo);

    public Task DiscardAsync(OwnedResource resource, Guid orphan, CancellationToken cancellationToken = default) => Task.CompletedTask;

    private OwnedResource? ResourceOf(MultipartUpload upload) => JobKey.Read(upload.Key, options.Value.Prefix) is { } place
        ? new OwnedResource { Kind = Kind, Name = upload.Key, JobId = place.Job, Uid = upload.UploadId, ChangedAt = upload.Initiated?.ToUniversalTime() }
        : null;

    private void Check(OwnedResource resource)
    {
        if (resource.Uid is null || JobKey.Read(resource.Name, options.Value.Prefix)?.Job != resource.JobId)
            throw new InvalidOperationException($"'{DnsName.Printable(resource.Name)}' is no upload of job '{resource.JobId}'; nothing was done");
    }

    /// <summary>Other servers than AWS speak of the key.</summary>
    private static bool IsGone(IOException e) => e.InnerException is AmazonS3Exception { ErrorCode: "NoSuchUpload" or "NoSuchKey" };
}
