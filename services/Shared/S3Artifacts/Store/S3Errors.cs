using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;

namespace FlowForge.S3Artifacts;

/// <summary>Says what was tried, where, and what to do.</summary>
internal static class S3Errors
{
    public static async Task<T> TellAsync<T>(string what, string bucket, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchBucket")
        {
            throw new IOException($"{what} failed: the S3 server has no bucket '{bucket}'; make it, or correct s3:bucket", e);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "AccessDenied" or "Forbidden")
        {
            throw new IOException($"{what} in bucket '{bucket}' was refused (403 {e.ErrorCode}): the credentials lack that permission", e);
        }
        catch (AmazonS3Exception e)
        {
            throw new IOException($"{what} in bucket '{bucket}' failed: {(int)e.StatusCode} {e.ErrorCode} {e.Message}", e);
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or HttpRequestException or TimeoutException)
        {
            throw new IOException($"{what} in bucket '{bucket}' failed: {(IsOfTheNetwork(e) ? "the S3 server could not be reached: " : "")}{e.Message}", e);
        }
    }

    /// <summary>Not so where no credentials were found, say.</summary>
    private static bool IsOfTheNetwork(Exception e) => e is HttpRequestException or TimeoutException or SocketException || (e.InnerException is { } inner && IsOfTheNetwork(inner));
}
