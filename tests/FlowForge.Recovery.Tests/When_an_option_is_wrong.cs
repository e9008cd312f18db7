using FlowForge.Hosting;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FlowForge.Recovery.Tests;

public sealed class When_an_option_is_wrong
{
    [Theory]
    [InlineData("secondLook", "500ms", "options:recovery:secondLook is '500ms'; 1s to 1h is allowed")]
    [InlineData("brakeShare", "0", "options:recovery:brakeShare is '0'; a share above 0 and up to 1 is allowed")]
    [InlineData("brakeShare", "NaN", "options:recovery:brakeShare is 'NaN'; a share above 0 and up to 1 is allowed")]
    [InlineData("brakeLeast", "0", "options:recovery:brakeLeast is '0'; 1 to 1000000 is allowed")]
    [InlineData("patience", "10s", "options:recovery:patience is '10s'; 30s to 1d is allowed")]
    [InlineData("pendingPatience", "2d", "options:recovery:pendingPatience is '2d'; 30s to 1d is allowed")]
    [InlineData("backoff", "0s", "options:recovery:backoff is '0s'; 1s to 1h is allowed")]
    [InlineData("longestBackoff", "10s", "options:recovery:longestBackoff is '10s'; 30s to 1d is allowed")]
    [InlineData("verifyWithin", "1h", "options:recovery:verifyWithin is '1h'; 100ms to 5m is allowed")]
    [InlineData("parallel", "300", "options:recovery:parallel is '300'; 1 to 256 is allowed")]
    public void Should_be_named_with_its_value_and_what_is_allowed(string key, string value, string problem)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Read(new() { [$"options:recovery:{key}"] = value }));
        Assert.Equal([problem], refused.Failures);
    }

    [Fact]
    public void Should_the_defaults_be_right() => Assert.Equal(TimeSpan.FromSeconds(30), Read([]).SecondLook);

    private static RecoveryOptions Read(Dictionary<string, string?> settings)
    {
        DurationConverter.Register();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddMassTransit(bus => bus.AddRecovery());
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<RecoveryOptions>>().Value;
    }
}
