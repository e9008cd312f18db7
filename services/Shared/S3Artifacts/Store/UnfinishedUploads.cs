using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace FlowForge.S3Artifacts;

/// <summary>Uploads of many parts that were begun and neither finished nor aborted.</summary>
internal static class UnfinishedUploads
{
    /// <summary>All of them under a prefix, page by page.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<MultipartUpload>> ListUnfinishedUploadsAsync(this IAmazonS3 client, string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = bucket, Prefix = prefix };
        ListMultipartUploadsResponse page;
        do
        {
            page = await S3Errors.TellAsync($"listing unfinished uploads under '{prefix}'", bucket, () => client.ListMultipartUploadsAsync(request, cancellationToken));
            yield return page.MultipartUploads ?? [];
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
        while (page.IsTruncated == true);
    }
}
