using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace FlowForge.S3Artifacts;

/// <summary>Copies what is about to be removed, under the same key below the archive's prefix. Safe to repeat: the same object is written again.</summary>
internal sealed class ObjectArchive(IAmazonS3 client, IOptions<S3Options> options)
{
    /// <summary>The most that S3 copies in one call.</summary>
    private const long Largest = 5L * 1024 * 1024 * 1024;

    /// <summary>Throws where anything could not be copied; then nothing may be removed.</summary>
    public async Task CopyAsync(string prefix, CancellationToken cancellationToken)
    {
        var list = new ListObjectsV2Request { BucketName = options.Value.Bucket, Prefix = prefix };
        ListObjectsV2Response page;
        do
        {
            page = await S3Errors.TellAsync($"listing '{prefix}'", list.BucketName, () => client.ListObjectsV2Async(list, cancellationToken));
            foreach (var found in page.S3Objects ?? []) await CopyAsync(found, cancellationToken);
            list.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    private async Task CopyAsync(S3Object found, CancellationToken cancellationToken)
    {
        if (found.Size > Largest) throw new IOException($"'{found.Key}' has more than 5 GiB and cannot be copied into the archive in one call; nothing was removed. Take its class out of s3:archive, or copy it by hand");
        var settings = options.Value;
        var request = new CopyObjectRequest
        {
            SourceBucket = settings.Bucket,
            SourceKey = found.Key,
            DestinationBucket = settings.ArchiveBucket ?? settings.Bucket,
            DestinationKey = $"{settings.ArchivePrefix}/{found.Key}",
        };
        await S3Errors.TellAsync($"archiving '{found.Key}' as '{request.DestinationKey}'", request.DestinationBucket, () => client.CopyObjectAsync(request, cancellationToken));
    }
}
