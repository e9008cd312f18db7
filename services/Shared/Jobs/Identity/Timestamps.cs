namespace FlowForge.Jobs;

/// <summary>Every time we keep is UTC and whole milliseconds, because that is what every store can keep.</summary>
public static class Timestamps
{
    public static DateTimeOffset ToStored(this DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    public static DateTimeOffset Now(this TimeProvider clock) => clock.GetUtcNow().ToStored();
}
