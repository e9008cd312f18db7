using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.S3Artifacts;

/// <summary>What jobs have in the bucket, all classes of a job as one resource: its key prefix. The walk is over prefixes, so that it costs by jobs and not by objects.</summary>
internal sealed class OwnedObjects(IAmazonS3 client, ObjectRemoval removal, ObjectTrash trash, IOptions<S3Options> options) : IOwnedResources
{
    private string Bucket => options.Value.Bucket;

    public string Kind => OwnedKinds.Artifacts;

    public TimeSpan UsualMinimumAge => TimeSpan.FromDays(7);

    public string? NoUndo => null;

    public async IAsyncEnumerable<IReadOnlyList<OwnedResource>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var organizations in PrefixesAsync($"{options.Value.Prefix}/", cancellationToken))
            foreach (var organization in organizations)
                await foreach (var jobs in PrefixesAsync(organization, cancellationToken))
                    yield return [.. jobs.Select(ResourceOf).OfType<OwnedResource>()];
    }

    public async Task<OwnedResource?> InspectAsync(OwnedResource resource, CancellationToken cancellationToken = default)
    {
        var prefix = PrefixOf(resource);
        var extent = await removal.MeasureAsync(prefix, cancellationToken);
        return extent.IsAnyLeft ? resource with { ChangedAt = extent.ChangedAt, Bytes = extent.Bytes, Parts = extent.Parts } : null;
    }

    /// <summary>In a versioned bucket: when the youngest version or marker was made, by the server's clock. What is younger than that when it is restored, we have made.</summary>
    public async Task<string?> PrepareUndoAsync(OwnedResource resource, CancellationToken cancellationToken = default)
    {
        if (!options.Value.KeepVersions) return null;
        var versioning = await S3Errors.TellAsync("asking for the versioning", Bucket, () => client.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = Bucket }, cancellationToken));
        if (versioning.VersioningConfig?.Status != VersionStatus.Enabled)
            throw new InvalidOperationException($"s3:keepVersions is true, and bucket '{Bucket}' keeps no versions, so the removal could not be undone; nothing was removed. Switch its versioning on, or set s3:keepVersions to false");
        return (await removal.MeasureAsync(PrefixOf(resource), cancellationToken)).ChangedAt?.ToString("O", CultureInfo.InvariantCulture);
    }

    public async Task RemoveAsync(OwnedResource resource, Guid orphan, bool keep, CancellationToken cancellationToken = default)
    {
        var prefix = PrefixOf(resource);
        if (keep && !options.Value.KeepVersions) await trash.FillAsync(orphan, prefix, cancellationToken);
        var left = await removal.RemoveAsync(prefix, cancellationToken);
        if (left.Count > 0) throw new PartialRemovalException([.. left.Select(key => (new JobResource(Kind, key.Name), key.Error))]);
    }

    public Task RestoreAsync(OwnedResource resource, Guid orphan, string? undo, CancellationToken cancellationToken = default) => undo is null
        ? trash.PutBackAsync(orphan, PrefixOf(resource), cancellationToken)
        : TakeMarkersAwayAsync(PrefixOf(resource), DateTimeOffset.Parse(undo, CultureInfo.InvariantCulture), cancellationToken);

    /// <summary>Versions under a delete marker are the bucket's own lifecycle's to remove.</summary>
    public Task DiscardAsync(OwnedResource resource, Guid orphan, CancellationToken cancellationToken = default) => trash.DiscardAsync(orphan, cancellationToken);

    private async Task TakeMarkersAwayAsync(string prefix, DateTimeOffset ours, CancellationToken cancellationToken)
    {
        var request = new ListVersionsRequest { BucketName = Bucket, Prefix = prefix };
        ListVersionsResponse page;
        do
        {
            page = await S3Errors.TellAsync($"listing '{prefix}'", Bucket, () => client.ListVersionsAsync(request, cancellationToken));
            // Whatever has come since under a key is the latest there, and its marker is not.
            foreach (var marker in (page.Versions ?? []).Where(version => version is { IsLatest: true, IsDeleteMarker: true } && version.LastModified?.ToUniversalTime() > ours.UtcDateTime))
                await S3Errors.TellAsync($"restoring '{marker.Key}'", Bucket, () => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = Bucket, Key = marker.Key, VersionId = marker.VersionId }, cancellationToken));
            (request.KeyMarker, request.VersionIdMarker) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
        while (page.IsTruncated == true);
    }

    private async IAsyncEnumerable<IReadOnlyList<string>> PrefixesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix, Delimiter = "/" };
        ListObjectsV2Response page;
        do
        {
            page = await S3Errors.TellAsync($"listing '{prefix}'", Bucket, () => client.ListObjectsV2Async(request, cancellationToken));
            yield return page.CommonPrefixes ?? [];
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    private OwnedResource? ResourceOf(string prefix) => JobKey.Read(prefix, options.Value.Prefix) is { } place && place.Prefix == prefix ? new OwnedResource { Kind = Kind, Name = prefix, JobId = place.Job } : null;

    /// <summary>From its name, which must be the whole prefix of this very job.</summary>
    private string PrefixOf(OwnedResource resource) => ResourceOf(resource.Name)?.JobId == resource.JobId
        ? resource.Name
        : throw new InvalidOperationException($"'{DnsName.Printable(resource.Name)}' is not the prefix of job '{resource.JobId}'; nothing was done");
}
