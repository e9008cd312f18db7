using FlowForge.Hosting;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FlowForge.Orphans.Tests;

public sealed class When_an_option_is_wrong
{
    [Theory]
    [InlineData("cron", "now and then", "options:orphans:cron is 'now and then'; a Quartz cron expression with seconds first, such as 0 19 * * * ?, is allowed")]
    [InlineData("interval", "500ms", "options:orphans:interval is '500ms'; 1s to 30d is allowed")]
    [InlineData("newestJobWithin", "1s", "options:orphans:newestJobWithin is '1s'; 1m to 365d is allowed")]
    [InlineData("share", "0", "options:orphans:share is '0'; a share above 0 and up to 1 is allowed")]
    [InlineData("share", "NaN", "options:orphans:share is 'NaN'; a share above 0 and up to 1 is allowed")]
    [InlineData("shareLeast", "0", "options:orphans:shareLeast is '0'; 1 to 1000000 is allowed")]
    [InlineData("number", "2000000", "options:orphans:number is '2000000'; 1 to 1000000 is allowed")]
    [InlineData("clockTolerance", "2h", "options:orphans:clockTolerance is '2h'; 1s to 1h is allowed")]
    [InlineData("reportsFor", "1h", "options:orphans:reportsFor is '1h'; 1d to 365d is allowed")]
    [InlineData("parallel", "65", "options:orphans:parallel is '65'; 1 to 64 is allowed")]
    [InlineData("kinds:pods:remove", "true", "options:orphans:kinds:pods is 'set'; no such kind is known; one of job, pod, persistentvolumeclaim, secret, configmap, workspace, artifacts, upload, timer, message is allowed")]
    [InlineData("kinds:pod:minimumAge", "0s", "options:orphans:kinds:pod:minimumAge is '0s'; 1s to 365d is allowed")]
    [InlineData("kinds:pod:share", "2", "options:orphans:kinds:pod:share is '2'; a share above 0 and up to 1 is allowed")]
    [InlineData("kinds:pod:number", "0", "options:orphans:kinds:pod:number is '0'; 1 to 1000000 is allowed")]
    public void Should_be_named_with_its_value_and_what_is_allowed(string key, string value, string problem)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Read(new() { [$"options:orphans:{key}"] = value }));
        Assert.Equal([problem], refused.Failures);
    }

    [Fact]
    public void Should_nothing_be_removed_by_default()
    {
        Assert.Empty(Read([]).Kinds);
        Assert.Equal((true, false), (new OrphanKindOptions().Scan, new OrphanKindOptions().Remove));
    }

    [Fact]
    public void Should_a_kind_be_known_in_upper_case_as_environment_variables_are_written() =>
        Assert.True(Read(new() { ["options:orphans:KINDS:WORKSPACE:REMOVE"] = "true" }).Of("workspace").Remove);

    private static OrphansOptions Read(Dictionary<string, string?> settings)
    {
        DurationConverter.Register();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddMassTransit(bus => bus.AddOrphans());
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<OrphansOptions>>().Value;
    }
}
