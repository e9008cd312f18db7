using CsCheck;

namespace FlowForge.Jobs.Tests;

public class When_a_duration_is_read
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("90s", 90_000)]
    [InlineData("15m", 900_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1m500ms", 60_500)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("PT15M", 900_000)]
    [InlineData("PT1H30M", 5_400_000)]
    [InlineData("P1D", 86_400_000)]
    [InlineData("P1DT0.5S", 86_400_500)]
    [InlineData("365d", 31_536_000_000)]
    public void Should_understand_what_people_and_ISO_8601_write(string text, long milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Durations.Parse(text));

    [Theory]
    [InlineData(null, "is empty")]
    [InlineData("", "is empty")]
    [InlineData("  ", "is empty")]
    [InlineData("90", "is not a duration")]
    [InlineData("1e9h", "is not a duration")]
    [InlineData("h", "is not a duration")]
    [InlineData("2 h", "is not a duration")]
    [InlineData("2H", "is not a duration")]
    [InlineData("30m1h", "is not a duration")]
    [InlineData("2h\n", "is not a duration")]
    [InlineData("2h;rm", "is not a duration")]
    [InlineData("P", "is not a duration")]
    [InlineData("PT", "is not a duration")]
    [InlineData("P1M", "is not a duration")]
    [InlineData("P1Y", "is not a duration")]
    [InlineData("٥m", "is not a duration")]
    [InlineData("PT٥M", "is not a duration")]
    [InlineData("+5m", "is not a duration")]
    [InlineData("-5m", "is negative")]
    [InlineData("-PT5M", "is negative")]
    [InlineData("1h-30m", "is not a duration")]
    [InlineData("0s", "is zero")]
    [InlineData("PT0S", "is zero")]
    [InlineData("0.0001s", "is zero")]
    [InlineData("400d", "longer than 365 days")]
    [InlineData("365d1ms", "longer than 365 days")]
    [InlineData("P366D", "longer than 365 days")]
    [InlineData("99999999999999999999d", "longer than 365 days")]
    [InlineData("999999999999999999999999999999999d", "longer than 365 days")]
    [InlineData("P99999999999999999999D", "is not a duration")]
    [InlineData("-1h30m", "is negative")]
    [InlineData("-", "is not a duration")]
    public void Should_refuse_everything_else_and_say_why(string? text, string problem) =>
        Assert.Contains(problem, Durations.Problem(text, out _), StringComparison.Ordinal);

    [Fact]
    public void Should_refuse_an_endless_text_without_repeating_it() =>
        Assert.InRange(Durations.Problem(new string('9', 100_000) + "s", out _)!.Length, 1, 300);

    [Fact]
    public void Should_allow_zero_only_where_it_means_at_once()
    {
        Assert.Equal(TimeSpan.Zero, Durations.Parse("0s", zeroAllowed: true));
        Assert.Throws<FormatException>(() => Durations.Parse("0s"));
    }

    [Fact]
    public void Should_read_back_what_was_written() => Gen.Long[1, 31_536_000_000].Sample(ms =>
        Assert.Equal(TimeSpan.FromMilliseconds(ms), Durations.Parse(Durations.Format(TimeSpan.FromMilliseconds(ms)))));
}
