using System.Security.Cryptography;
using FlowForge.Testing;

namespace FlowForge.Integration.Tests.Worker;

/// <summary>To a real S3 endpoint, in each of the shells.</summary>
public sealed class When_a_worker_uploads_its_artifacts(DevServers servers)
{
    private const int StateSaved = 143, NotSaved = 201;

    [Theory]
    [InlineData(WorkerHome.Dash)]
    [InlineData(WorkerHome.BusyBox)]
    public async Task Should_find_them_there_as_they_were(string shell)
    {
        using var home = await HomeAsync(shell);
        var bucket = await BucketAsync(home, $"whole-{shell}");
        home.Settings["FLOWFORGE_ORGANIZATION"] = "acme";
        home.Settings["FLOWFORGE_ATTEMPT"] = "3";
        // Random bytes do not shrink: the body is larger than what fits into one packet or one buffer.
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        Directory.CreateDirectory(Path.Combine(home.Artifacts, "deep folder"));
        await File.WriteAllBytesAsync(Path.Combine(home.Artifacts, "deep folder", "-ünusual name"), bytes);

        var (code, log) = await StopAsync(home);

        Assert.True(code == StateSaved, $"{code}: {log}");
        Assert.True(home.SaidStateSaved);
        var archive = Path.Combine(home.Root, "downloaded");
        await bucket.DownloadAsync("jobs/acme/job-1/partial/artifacts-3.tar.gz", archive);
        var unpacked = Directory.CreateDirectory(Path.Combine(home.Root, "unpacked")).FullName;
        var tar = await ToolRun.RunAsync("tar", new Dictionary<string, string>(), "-xzf", archive, "-C", unpacked);
        Assert.True(tar.ExitCode == 0, tar.Errors);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(unpacked, "deep folder", "-ünusual name")));
    }

    [Fact]
    public async Task Should_take_its_credentials_from_mounted_files()
    {
        using var home = await HomeAsync(WorkerHome.Dash);
        var bucket = await BucketAsync(home, "mounted");
        foreach (var (name, value) in new[] { ("ACCESS_KEY", bucket.AccessKey), ("SECRET_KEY", bucket.SecretKey) })
        {
            home.Settings.Remove($"FLOWFORGE_S3_{name}");
            home.Settings[$"FLOWFORGE_S3_{name}_FILE"] = Path.Combine(home.Root, name);
            await File.WriteAllTextAsync(Path.Combine(home.Root, name), value + "\n");
        }
        await File.WriteAllTextAsync(Path.Combine(home.Artifacts, "report"), "half of it");

        var (code, log) = await StopAsync(home);

        Assert.True(code == StateSaved, $"{code}: {log}");
        Assert.Contains("<Key>jobs/none/job-1/partial/artifacts-1.tar.gz</Key>", await bucket.KeysAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(bucket.SecretKey, log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FLOWFORGE_S3_SECRET_KEY", "wrong\"and\\odd", "HTTP 403 SignatureDoesNotMatch")]
    [InlineData("FLOWFORGE_S3_ACCESS_KEY", "nobody", "HTTP 403 InvalidAccessKeyId")]
    [InlineData("FLOWFORGE_S3_BUCKET", "no-such-bucket", "HTTP 404 NoSuchBucket")]
    public async Task Should_say_why_they_were_refused(string setting, string value, string reason)
    {
        using var home = await HomeAsync(WorkerHome.Dash);
        await BucketAsync(home, "refused");
        home.Settings[setting] = value;
        await File.WriteAllTextAsync(Path.Combine(home.Artifacts, "report"), "half of it");

        var (code, log) = await StopAsync(home);

        Assert.True(code == NotSaved, $"{code}: {log}");
        Assert.Contains(reason, log, StringComparison.Ordinal);
        Assert.False(home.SaidStateSaved);
        if (setting == "FLOWFORGE_S3_SECRET_KEY") Assert.DoesNotContain(value, log, StringComparison.Ordinal);
    }

    private static async Task<WorkerHome> HomeAsync(string shell)
    {
        await DebianTools.NeedAsync(shell, shell, shell == WorkerHome.BusyBox ? ["true"] : ["-c", "true"]);
        return new WorkerHome(shell);
    }

    private async Task<Bucket> BucketAsync(WorkerHome home, string name)
    {
        var bucket = await Bucket.MakeAsync(servers, name);
        home.Settings["FLOWFORGE_S3"] = bucket.Endpoint;
        home.Settings["FLOWFORGE_S3_BUCKET"] = bucket.Name;
        home.Settings["FLOWFORGE_S3_ACCESS_KEY"] = bucket.AccessKey;
        home.Settings["FLOWFORGE_S3_SECRET_KEY"] = bucket.SecretKey;
        return bucket;
    }

    private static async Task<(int Code, string Log)> StopAsync(WorkerHome home)
    {
        var process = await home.StartScriptAsync(": >ready; exec sleep 1000");
        var (code, _) = await process.StopAsync();
        return (code, process.Log);
    }
}
