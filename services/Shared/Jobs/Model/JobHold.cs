namespace FlowForge.Jobs;

/// <summary>Somebody wants a job left alone: while it is held, nothing of it is stopped, cleaned up, restarted or removed.</summary>
/// <param name="By">Who placed the hold; a claim, as the API does not ask who calls.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="At">When, UTC.</param>
public sealed record JobHold(string By, string Reason, DateTimeOffset At)
{
    /// <summary>For people.</summary>
    public override string ToString() => $"{By} holds it since {At:O}: {Reason}";
}
