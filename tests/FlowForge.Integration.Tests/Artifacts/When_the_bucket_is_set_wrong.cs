using FlowForge.S3Artifacts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FlowForge.Integration.Tests.Artifacts;

public sealed class When_the_bucket_is_set_wrong
{
    public static TheoryData<Action<S3Options>, string> Wrong => new()
    {
        { options => options.Bucket = "", "s3:bucket is ''" },
        { options => options.Bucket = "Up/../er", "s3:bucket is 'Up/../er'; it must be the name of a bucket" },
        { options => options.Endpoint = "s3.example.org", "s3:endpoint is 's3.example.org'; it must be a URL such as https://s3.example.org" },
        { options => options.Endpoint = "https://user:word@s3.example.org", "without path, user or password" },
        { options => options.Region = " ", "s3:region is empty" },
        { options => options.Prefix = "/", "s3:prefix is '/'" },
        { options => options.Prefix = "a/../b", "s3:prefix is 'a/../b'" },
        { options => options.Prefix = "jobs/", "s3:prefix is 'jobs/'" },
        { options => options.Archive.Add("everything"), "s3:archive has 'everything'; there are logs, artifacts, partial, reports" },
        { options => options.Archive.Add("logs"), "s3:archivePrefix does not say where to" },
        { options => options.ArchivePrefix = "jobs/old", "neither may lie within the other" },
        { options => options.Retries = -1, "s3:retries is -1; it must be between 0 and 20" },
        { options => options.CallTimeout = TimeSpan.Zero, "s3:callTimeout is 00:00:00; it must be between 1s and 10m" },
    };

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Should_key_value_and_what_is_allowed_be_named(Action<S3Options> change, string message)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read(change));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_an_archive_in_another_bucket_lie_where_it_likes() =>
        Assert.Equal("jobs", Read(options => (options.ArchiveBucket, options.ArchivePrefix) = ("kept-for-good", "jobs")).ArchivePrefix);

    private static S3Options Read(Action<S3Options> change)
    {
        using var services = new ServiceCollection().AddS3Artifacts(options =>
        {
            options.Bucket = "artifacts";
            change(options);
        }).BuildServiceProvider();
        return services.GetRequiredService<IOptions<S3Options>>().Value;
    }
}
