using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace FlowForge.S3Artifacts;

/// <summary>Where removed objects wait in a bucket without versions: under the same keys, below the orphan's id.</summary>
internal sealed class ObjectTrash(IAmazonS3 client, ObjectCopies copies, ObjectRemoval removal, IOptions<S3Options> options)
{
    private string Bucket => options.Value.Bucket;

    /// <summary>Throws where anything could not be copied; then nothing may be removed.</summary>
    public Task FillAsync(Guid orphan, string prefix, CancellationToken cancellationToken) => copies.CopyAllAsync(prefix, Bucket, PlaceOf(orphan), cancellationToken);

    public async Task PutBackAsync(Guid orphan, string prefix, CancellationToken cancellationToken)
    {
        var kept = $"{PlaceOf(orphan)}/";
        var (taken, any) = (new List<string>(), false);
        var list = new ListObjectsV2Request { BucketName = Bucket, Prefix = kept + prefix };
        ListObjectsV2Response page;
        do
        {
            page = await S3Errors.TellAsync($"listing '{list.Prefix}'", Bucket, () => client.ListObjectsV2Async(list, cancellationToken));
            foreach (var found in page.S3Objects ?? [])
            {
                any = true;
                if (!await PutBackAsync(found, found.Key[kept.Length..], cancellationToken)) taken.Add(found.Key[kept.Length..]);
            }

            list.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        if (taken.Count > 0) throw new InvalidOperationException($"{taken.Count} of its objects are there again, and were not overwritten: '{taken[0]}'; the others were put back. What is kept of it stays in '{kept}'");
        if (any) await DiscardAsync(orphan, cancellationToken);
        else if (!await removal.IsAnyLeftAsync(prefix, cancellationToken)) throw new InvalidOperationException($"nothing is kept in '{kept}' any more");
    }

    public async Task DiscardAsync(Guid orphan, CancellationToken cancellationToken)
    {
        var left = await removal.RemoveAsync($"{PlaceOf(orphan)}/", cancellationToken);
        if (left.Count > 0) throw new IOException($"'{left[0].Name}' could not be removed from the trash: {left[0].Error}");
    }

    /// <summary>False where another object is there now.</summary>
    private async Task<bool> PutBackAsync(S3Object kept, string key, CancellationToken cancellationToken)
    {
        // The same content is what an earlier try has put back.
        if (await ETagAsync(key, cancellationToken) is { } there) return there == kept.ETag;
        await copies.CopyOneAsync(kept.Key, key, cancellationToken);
        return true;
    }

    private async Task<string?> ETagAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = Bucket, Key = key }, cancellationToken)).ETag;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return await S3Errors.TellAsync<string>($"looking at '{key}'", Bucket, () => throw e);
        }
    }

    private string PlaceOf(Guid orphan) => $"{options.Value.TrashPrefix}/{orphan}";
}
