namespace FlowForge.Jobs;

/// <summary>What has been seen of a job since it fell silent.</summary>
public sealed record JobSilence
{
    /// <summary>When it was first found to have been silent for longer than its policy allows. A heartbeat after this ends the silence.</summary>
    public required DateTimeOffset SuspectedAt { get; init; }

    /// <summary>How often in a row a look at its runtime has shown <see cref="Cause"/>; once it is declared dead, how often its end was seen to.</summary>
    public int Looks { get; init; }

    /// <summary>What the last look showed, as in JobDeclaredDead.Cause. Null: nobody has looked yet.</summary>
    public string? Cause { get; init; }

    /// <summary>When it was declared dead. Null: it was not.</summary>
    public DateTimeOffset? DeadAt { get; init; }

    /// <summary>With its times as every store keeps them.</summary>
    public JobSilence ToStored() => this with { SuspectedAt = SuspectedAt.ToStored(), DeadAt = DeadAt?.ToStored() };
}
