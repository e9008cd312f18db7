using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.Orphans;

/// <summary>
/// Ages and intervals are only as good as the clock. It is held against the time that has really passed in this process, and against what
/// the stores say has been: a clock that jumped makes everything old at once.
/// </summary>
public sealed class ScanClock
{
    private readonly TimeProvider _clock;
    private readonly TimeSpan _tolerance;
    private readonly Lock _gate = new();
    private DateTimeOffset _wall;
    private long _ticks;

    public ScanClock(TimeProvider clock, IOptions<OrphansOptions> options)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(options);
        (_clock, _tolerance) = (clock, options.Value.ClockTolerance);
        (_wall, _ticks) = (clock.GetUtcNow(), clock.GetTimestamp());
    }

    /// <summary>Null, or by how much the clock has jumped since it was last believed.</summary>
    public string? Jump()
    {
        lock (_gate)
        {
            var jump = _clock.GetUtcNow() - _wall - _clock.GetElapsedTime(_ticks, _clock.GetTimestamp());
            return jump.Duration() <= _tolerance
                ? null
                : $"the clock jumped {(jump > TimeSpan.Zero ? "forward" : "back")} by {Durations.Format(TimeSpan.FromSeconds(Math.Round(jump.Duration().TotalSeconds)))}; every orphan has to be seen twice again";
        }
    }

    /// <summary>From now on the clock's time counts, whatever it was before.</summary>
    public void Believe()
    {
        lock (_gate) (_wall, _ticks) = (_clock.GetUtcNow(), _clock.GetTimestamp());
    }

    /// <summary>Whether that time, which has been by somebody's clock, is still to come by ours.</summary>
    public bool IsAhead(DateTimeOffset time) => time > _clock.GetUtcNow() + _tolerance;
}
