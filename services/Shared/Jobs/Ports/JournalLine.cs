namespace FlowForge.Jobs;

/// <summary>An entry where it stands in the journal.</summary>
/// <param name="Position">Grows from line to line; the next page begins after it.</param>
/// <param name="Entry">What was written.</param>
public sealed record JournalLine(long Position, JournalEntry Entry);
