using Microsoft.Extensions.Configuration;

namespace FlowForge.Hosting.Tests;

public sealed class When_options_are_written_by_people
{
    [Theory]
    [InlineData("30s", 30)]
    [InlineData("1h30m", 5_400)]
    [InlineData("PT15M", 900)]
    public void Should_read_durations_with_their_units(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Bind(text).Pause);

    [Theory]
    [InlineData("30")]
    [InlineData("00:00:30")]
    [InlineData("half an hour")]
    public void Should_name_the_key_and_what_is_allowed(string text)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Bind(text));
        Assert.Contains("Pause", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("such as 90s", failure.InnerException!.Message, StringComparison.Ordinal);
    }

    private static Sample Bind(string text)
    {
        DurationConverter.Register();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["pause"] = text }).Build();
        return configuration.Get<Sample>()!;
    }

    private sealed class Sample
    {
        public TimeSpan Pause { get; set; }
    }
}
