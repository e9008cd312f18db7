namespace FlowForge.Jobs.Tests;

public sealed class When_an_older_record_is_read
{
    /// <summary>As a clean-up that was cut short was noted before there was a number to it.</summary>
    [Fact]
    public void Should_a_clean_up_under_way_not_make_it_unreadable()
    {
        var progress = StoredJson.Read<CleanupProgress>("""{"tries":2,"nextTryAt":"2026-11-20T12:00:00+00:00","underWay":[{"type":"workspace","name":"jobs/a/workspace"}],"isSettled":false}""");
        Assert.Equal((2, null, null), (progress.Tries, progress.Removal, progress.Error));
    }
}
