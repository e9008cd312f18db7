using FlowForge.Contracts;

namespace FlowForge.Hosting.Tests;

public sealed class When_people_watch_the_broker
{
    [Theory]
    [InlineData(typeof(JobStarted), "flowforge.job-started")]
    [InlineData(typeof(CleanupPerformed), "flowforge.cleanup-performed")]
    [InlineData(typeof(TimeoutActionTaken), "flowforge.timeout-action-taken")]
    public void Should_read_the_names_of_exchanges(Type message, string name) => Assert.Equal(name, ReadableEntityNames.Of(message));
}
