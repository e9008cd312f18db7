using System.Text.RegularExpressions;
using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.S3Artifacts;

/// <summary>Names the key, the value given and what is allowed.</summary>
internal sealed partial class S3OptionsValidator : IValidateOptions<S3Options>
{
    public ValidateOptionsResult Validate(string? name, S3Options options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(S3Options options)
    {
        if (!BucketName().IsMatch(options.Bucket)) yield return $"s3:bucket is '{DnsName.Printable(options.Bucket)}'; it must be the name of a bucket: 3 to 63 lower-case letters, digits, '.' and '-'";
        if (options.Endpoint is { } endpoint && (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0 || uri.PathAndQuery != "/"))
            yield return $"s3:endpoint is '{DnsName.Printable(endpoint)}'; it must be a URL such as https://s3.example.org, without path, user or password";
        if (string.IsNullOrWhiteSpace(options.Region)) yield return "s3:region is empty; leave it out for us-east-1";
        if (!KeyPrefix().IsMatch(options.Prefix)) yield return $"s3:prefix is '{DnsName.Printable(options.Prefix)}'; it must be parts of letters, digits, '.', '_' and '-' with '/' between them, such as jobs";
        if (options.ArchivePrefix is { Length: > 0 } archive && !KeyPrefix().IsMatch(archive))
            yield return $"s3:archivePrefix is '{DnsName.Printable(archive)}'; it must be parts of letters, digits, '.', '_' and '-' with '/' between them, such as archive";
        if (options.ArchiveBucket is { } bucket && !BucketName().IsMatch(bucket)) yield return $"s3:archiveBucket is '{DnsName.Printable(bucket)}'; it must be the name of a bucket";
        foreach (var artifactClass in options.Archive.Where(given => !CleanupScopes.ArtifactClasses.Contains(given)))
            yield return $"s3:archive has '{DnsName.Printable(artifactClass)}'; there are {string.Join(", ", CleanupScopes.ArtifactClasses)}";
        if (options.Archive.Count > 0 && string.IsNullOrEmpty(options.ArchivePrefix)) yield return "s3:archive names classes, and s3:archivePrefix does not say where to; set it, such as archive";
        // An archive among the jobs would be cleaned up, and archived, with them.
        if (options.ArchivePrefix is { Length: > 0 } prefix && (options.ArchiveBucket ?? options.Bucket) == options.Bucket)
        {
            if (AreNested(prefix, options.Prefix)) yield return $"s3:archivePrefix is '{prefix}', and s3:prefix is '{options.Prefix}' in the same bucket; neither may lie within the other";
            if (AreNested(prefix, options.TrashPrefix)) yield return $"s3:archivePrefix is '{prefix}', and s3:trashPrefix is '{options.TrashPrefix}' in the same bucket; neither may lie within the other";
        }

        if (!KeyPrefix().IsMatch(options.TrashPrefix)) yield return $"s3:trashPrefix is '{DnsName.Printable(options.TrashPrefix)}'; it must be parts of letters, digits, '.', '_' and '-' with '/' between them, such as trash";
        if (AreNested(options.TrashPrefix, options.Prefix)) yield return $"s3:trashPrefix is '{options.TrashPrefix}', and s3:prefix is '{options.Prefix}'; neither may lie within the other";
        if (options.Retries is < 0 or > 20) yield return $"s3:retries is {options.Retries}; it must be between 0 and 20";
        if (options.CallTimeout < TimeSpan.FromSeconds(1) || options.CallTimeout > TimeSpan.FromMinutes(10)) yield return $"s3:callTimeout is {options.CallTimeout}; it must be between 1s and 10m";
    }

    private static bool AreNested(string one, string other) =>
        $"{one}/".StartsWith($"{other}/", StringComparison.Ordinal) || $"{other}/".StartsWith($"{one}/", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketName();

    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\z")]
    private static partial Regex KeyPrefix();
}
