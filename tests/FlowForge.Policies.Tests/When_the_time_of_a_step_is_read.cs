namespace FlowForge.Policies.Tests;

public class When_the_time_of_a_step_is_read
{
    [Theory]
    [InlineData("80%", "80%", -24)]
    [InlineData(" 80 % ", "80%", -24)]
    [InlineData("12.5%", "12.5%", -105)]
    [InlineData("100%", "timeout", 0)]
    [InlineData("150%", "150%", 60)]
    [InlineData("timeout", "timeout", 0)]
    [InlineData("timeout+grace", "timeout+grace", 5)]
    [InlineData("timeout + 1 * grace", "timeout+grace", 5)]
    [InlineData("timeout+2*grace", "timeout+2*grace", 10)]
    [InlineData("timeout-5m", "timeout-5m", -5)]
    [InlineData("timeout - PT5M", "timeout-5m", -5)]
    [InlineData("timeout+ 1h30m", "timeout+1h30m", 90)]
    [InlineData("timeout-9h", "timeout-9h", -120)]
    public void Should_place_it_relative_to_the_timeout(string text, string normal, int minutes)
    {
        var at = StepTime.Parse(text);

        Assert.Equal(normal, at.ToString());
        Assert.Equal(at, StepTime.Parse(at.ToString()));
        Assert.Equal(TimeSpan.FromMinutes(minutes), at.Offset(TimeSpan.FromHours(2), TimeSpan.FromMinutes(5)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0%")]
    [InlineData("-1%")]
    [InlineData("1001%")]
    [InlineData("99999999999999999999999999999999999%")]
    [InlineData("80")]
    [InlineData("٨٠%")]
    [InlineData("Timeout")]
    [InlineData("timeout+")]
    [InlineData("timeout+5")]
    [InlineData("timeout+0s")]
    [InlineData("timeout+400d")]
    [InlineData("timeout+0*grace")]
    [InlineData("timeout+101*grace")]
    [InlineData("timeout-grace")]
    [InlineData("timeout+grace+grace")]
    [InlineData("timeout+99999999999*grace")]
    [InlineData("grace")]
    [InlineData("timeout\n+grace\nx")]
    public void Should_refuse_what_is_no_time(string text) => Assert.Throws<FormatException>(() => StepTime.Parse(text));
}
