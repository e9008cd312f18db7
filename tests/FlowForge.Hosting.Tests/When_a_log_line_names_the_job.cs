namespace FlowForge.Hosting.Tests;

public sealed class When_a_log_line_names_the_job
{
    [Theory]
    [InlineData("""{"messageId":"x","message":{"at":[1,{"a":2}],"jobId":"build-42"}}""", "build-42")]
    [InlineData("""{"jobId":"build-42","tail":""", "build-42")]
    [InlineData("""{"jobId":"a b\nERROR forged"}""", "(names no job)")]
    [InlineData("""{"jobId":7}""", "(names no job)")]
    [InlineData("""{"jobId":"\uD800"}""", "(names no job)")]
    [InlineData("""{"other":"build-42"}""", "(names no job)")]
    [InlineData("no JSON", "(names no job)")]
    [InlineData("", "(names no job)")]
    public void Should_give_a_valid_id_and_nothing_else(string body, string expected) => Assert.Equal(expected, JobIdIn.Body(body));
}
