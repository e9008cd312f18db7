namespace FlowForge.KubernetesRuntime.Tests;

public sealed class When_annotations_are_read
{
    [Fact]
    public void Should_all_become_what_the_job_asks_for()
    {
        var read = JobAnnotations.Read(new Dictionary<string, string>
        {
            ["flowforge.io/timeout-seconds"] = "900",
            ["flowforge.io/grace-period-seconds"] = "30",
            ["flowforge.io/ttl-seconds-after-finished"] = "0",
            ["flowforge.io/attempt-limit"] = "3",
            ["flowforge.io/protected"] = "false",
            ["flowforge.io/legal-hold"] = "true",
            ["other.example/timeout-seconds"] = "no business of ours",
        }, out var problems);

        Assert.Empty(problems);
        Assert.Equal(new JobAnnotations { Timeout = TimeSpan.FromMinutes(15), GracePeriod = TimeSpan.FromSeconds(30), Ttl = TimeSpan.Zero, AttemptLimit = 3, LegalHold = true }, read);
        var request = read.ToRequest("acme", "build");
        Assert.Equal(("acme", "build", TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(30), TimeSpan.Zero), (request.Organization, request.JobType, request.Timeout, request.GracePeriod, request.Retention));
    }

    [Theory]
    [InlineData("flowforge.io/timeout-seconds", "soon", "annotation flowforge.io/timeout-seconds is 'soon'; it must be a whole number of seconds from 1 to 31536000")]
    [InlineData("flowforge.io/timeout-seconds", "0", "annotation flowforge.io/timeout-seconds is '0'; it must be a whole number of seconds from 1 to 31536000")]
    [InlineData("flowforge.io/timeout-seconds", "-5", "annotation flowforge.io/timeout-seconds is '-5'; it must be a whole number of seconds from 1 to 31536000")]
    [InlineData("flowforge.io/timeout-seconds", "31536001", "annotation flowforge.io/timeout-seconds is '31536001'; it must be a whole number of seconds from 1 to 31536000")]
    [InlineData("flowforge.io/grace-period-seconds", "1.5", "annotation flowforge.io/grace-period-seconds is '1.5'; it must be a whole number of seconds from 1 to 31536000")]
    [InlineData("flowforge.io/ttl-seconds-after-finished", "", "annotation flowforge.io/ttl-seconds-after-finished is ''; it must be a whole number of seconds from 0 to 31536000")]
    [InlineData("flowforge.io/attempt-limit", "101", "annotation flowforge.io/attempt-limit is '101'; it must be a whole number from 1 to 100")]
    [InlineData("flowforge.io/protected", "yes", "annotation flowforge.io/protected is 'yes'; it must be 'true' or 'false', and counts as 'true' until it is")]
    public void Should_what_is_wrong_be_named_with_value_and_what_is_allowed(string key, string value, string problem)
    {
        var read = JobAnnotations.Read(new Dictionary<string, string> { [key] = value }, out var problems);

        Assert.Equal([problem], problems);
        Assert.Equal(key == "flowforge.io/protected", read.Protected);
        Assert.Null(read.Timeout ?? read.GracePeriod ?? read.Ttl);
        Assert.Null(read.AttemptLimit);
    }

    [Fact]
    public void Should_none_be_no_problem()
    {
        Assert.Equal(new JobAnnotations(), JobAnnotations.Read(null, out var problems));
        Assert.Empty(problems);
    }
}
