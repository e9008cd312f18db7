using FlowForge.Jobs;

namespace FlowForge.Orphans;

/// <summary>When an orphan may go, from what is known of it alone.</summary>
internal static class OrphanRules
{
    /// <summary>What this sighting makes of the one before. Whatever was changed in between, or could have been, begins anew.</summary>
    public static Orphan See(OwnedResource seen, Orphan? before, DateTimeOffset now)
    {
        // A removal that was begun keeps its id and what is needed to undo it.
        if (before is { State: OrphanState.Removing }) return before with { Resource = seen, LastSeenAt = now };
        var continues = before is not null && before.FirstSeenAt <= now && before.LastSeenAt <= now && !(seen.ChangedAt > before.FirstSeenAt);
        return continues
            ? before! with { Resource = seen, LastSeenAt = now }
            : new Orphan { Id = DerivedId.From("orphan", seen.Key, now.ToUnixTimeMilliseconds()), Resource = seen, FirstSeenAt = now, LastSeenAt = now, Reason = "" };
    }

    public static OrphanReadiness Judge(Orphan orphan, TimeSpan minimumAge, TimeSpan interval) => orphan switch
    {
        { Resource: { HeldBy: not null } or { IsGoing: true } } => OrphanReadiness.Held,
        { Resource.ChangedAt: { } changed } when orphan.LastSeenAt - changed >= minimumAge =>
            orphan.LastSeenAt - orphan.FirstSeenAt >= interval || orphan.State == OrphanState.Removing ? OrphanReadiness.Ready : OrphanReadiness.Waiting,
        _ => OrphanReadiness.Young,
    };

    /// <summary>For people.</summary>
    public static string ReasonOf(Orphan orphan, TimeSpan minimumAge, TimeSpan interval) => Judge(orphan, minimumAge, interval) switch
    {
        OrphanReadiness.Held => $"job {orphan.Resource.JobId} is not known; it stays, because {DnsName.Printable(orphan.Resource.HeldBy ?? "it is being removed already")}",
        OrphanReadiness.Young => orphan.Resource.ChangedAt is { } changed
            ? $"job {orphan.Resource.JobId} is not known; it was changed at {changed:O}, and counts as an orphan only when it is {Durations.Format(minimumAge)} old"
            : $"job {orphan.Resource.JobId} is not known; it stays, because its age is not known",
        OrphanReadiness.Waiting => $"job {orphan.Resource.JobId} is not known; it has to be seen so once more, {Durations.Format(interval)} after the first time",
        _ => $"job {orphan.Resource.JobId} is not known, and it has not been changed since {orphan.Resource.ChangedAt:O}",
    };
}
