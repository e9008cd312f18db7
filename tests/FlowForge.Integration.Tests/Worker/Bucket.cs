namespace FlowForge.Integration.Tests.Worker;

/// <summary>A bucket of its own for one test, on the real S3 endpoint.</summary>
internal sealed class Bucket
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private readonly Uri _endpoint;

    private Bucket(Uri endpoint, string name, string accessKey, string secretKey) => (_endpoint, Name, AccessKey, SecretKey) = (endpoint, name, accessKey, secretKey);

    public string Name { get; }
    public string AccessKey { get; }
    public string SecretKey { get; }
    public string Endpoint => _endpoint.GetLeftPart(UriPartial.Authority);

    public static async Task<Bucket> MakeAsync(DevServers servers, string name)
    {
        await DebianTools.NeedAsync("curl", "curl", "--version");
        var bucket = new Bucket(await servers.S3Async(), $"{name}-{Environment.ProcessId}", await servers.S3AccessKeyAsync(), await servers.S3SecretKeyAsync());
        await bucket.CallAsync("PUT", "");
        return bucket;
    }

    /// <summary>Writes an object to a file.</summary>
    public Task DownloadAsync(string key, string file) => CallAsync("GET", $"/{key}", "--output", file);

    public async Task<string> KeysAsync() => await CallAsync("GET", "?list-type=2");

    private async Task<string> CallAsync(string method, string path, params string[] more)
    {
        var run = await ToolRun.RunAsync("curl", new Dictionary<string, string>(), ["-q", "--silent", "--show-error", "--fail-with-body", "--request", method,
            "--aws-sigv4", "aws:amz:us-east-1:s3", "--user", $"{AccessKey}:{SecretKey}", "--header", $"x-amz-content-sha256: {EmptyHash}", .. more, $"{Endpoint}/{Name}{path}"]);
        Assert.True(run.ExitCode == 0, $"{method} {Name}{path}: {run.Output} {run.Errors}");
        return run.Output;
    }
}
