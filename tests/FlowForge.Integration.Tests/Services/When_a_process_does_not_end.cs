using FlowForge.ServiceHost;
using Microsoft.Extensions.Time.Testing;

namespace FlowForge.Integration.Tests;

/// <summary>Needs no server.</summary>
public sealed class When_a_process_does_not_end
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private readonly FakeTimeProvider _clock = new();
    private readonly TaskCompletionSource<TimeSpan> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Should_it_be_ended_some_time_after_it_should_have_ended_and_never_before()
    {
        using var stopping = new CancellationTokenSource();
        ShutdownLimit.Guard(Timeout, _clock, _ended.SetResult, stopping.Token);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.False(_ended.Task.IsCompleted);

        await stopping.CancelAsync();
        _clock.Advance(Timeout);
        Assert.False(_ended.Task.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Timeout + TimeSpan.FromSeconds(5), await _ended.Task);
    }
}
