using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace FlowForge.S3Artifacts;

/// <summary>Copies what is about to be removed, under the same key below another prefix. Safe to repeat: the same object is written again.</summary>
internal sealed class ObjectCopies(IAmazonS3 client, IOptions<S3Options> options)
{
    /// <summary>The most that S3 copies in one call.</summary>
    private const long Largest = 5L * 1024 * 1024 * 1024;

    /// <summary>Throws where anything could not be copied; then nothing may be removed.</summary>
    /// <param name="prefix">What is copied.</param>
    /// <param name="bucket">The bucket it is copied to.</param>
    /// <param name="below">The prefix there, without its last <c>/</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CopyAllAsync(string prefix, string bucket, string below, CancellationToken cancellationToken)
    {
        var list = new ListObjectsV2Request { BucketName = options.Value.Bucket, Prefix = prefix };
        ListObjectsV2Response page;
        do
        {
            page = await S3Errors.TellAsync($"listing '{prefix}'", list.BucketName, () => client.ListObjectsV2Async(list, cancellationToken));
            foreach (var found in page.S3Objects ?? []) await CopyAsync(found, bucket, below, cancellationToken);
            list.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    public Task CopyOneAsync(string from, string to, CancellationToken cancellationToken) => CopyAsync(from, options.Value.Bucket, to, cancellationToken);

    private Task<CopyObjectResponse> CopyAsync(S3Object found, string bucket, string below, CancellationToken cancellationToken) => found.Size > Largest
        ? throw new IOException($"'{found.Key}' has more than 5 GiB and cannot be copied to '{below}' in one call; nothing was removed. Copy it by hand, or leave out the copy (s3:archive, options:orphans:undoFor)")
        : CopyAsync(found.Key, bucket, $"{below}/{found.Key}", cancellationToken);

    private Task<CopyObjectResponse> CopyAsync(string from, string bucket, string to, CancellationToken cancellationToken)
    {
        var request = new CopyObjectRequest { SourceBucket = options.Value.Bucket, SourceKey = from, DestinationBucket = bucket, DestinationKey = to };
        return S3Errors.TellAsync($"copying '{from}' to '{to}'", bucket, () => client.CopyObjectAsync(request, cancellationToken));
    }
}
