namespace FlowForge.Storage.Mongo;

/// <summary>
/// Which attempt a job's document belongs to: the highest that was announced; before any is, the highest that was heard of. What others
/// tell waits in the array <c>early</c> until their announcement, so the order of arrival does not matter, and a heartbeat or an end can
/// never take the document from an attempt that is under way. It waits within the document, so that one update can move it.
/// </summary>
internal static class JobAttempts
{
    private const string NotHeardOf = "{ $lte: ['$attempt', null] }";
    private const string NotAnnounced = "{ $ne: ['$announced', true] }";
    private const string Waiting = "{ $filter: { input: '$early', as: 'one', cond: { $eq: ['$$one.attempt', '@attempt'] } } }";

    /// <summary>What belongs to one attempt and goes with it.</summary>
    private static readonly string[] Cleared =
    [
        "submission", "start", "timeoutAt", "begunStep", "lastStepAt", "termination", "lastHeartbeatAt", "stateSavedAt", "looked", "end", "cleanup", "settledAt", "extension",
    ];

    /// <summary>An announcement takes the document, unless a higher attempt was announced.</summary>
    public static readonly JobPipeline OpenToAnnouncement = Open(
        $$"""{ $or: [{{NotHeardOf}}, { $and: [{ $ne: ['$attempt', '@attempt'] }, { $or: [{{NotAnnounced}}, { $lt: ['$attempt', '@attempt'] }] }] }] }""");

    /// <summary>Another event takes it only while nothing was announced.</summary>
    public static readonly JobPipeline OpenToEvent = Open(
        $$"""{ $or: [{{NotHeardOf}}, { $and: [{{NotAnnounced}}, { $lt: ['$attempt', '@attempt'] }] }] }""");

    /// <summary>Lets an event wait, unless it is stale; what has the document takes it in at once, by <see cref="Absorb"/>.</summary>
    public static readonly JobPipeline Tell = new($$"""
        { $set: { early: { $cond: [
            { $and: [{ $eq: ['$announced', true] }, { $gt: ['$attempt', '@attempt'] }] },
            '$early',
            { $let: { vars: { known: { $arrayElemAt: [{{Waiting}}, 0] } }, in: { $concatArrays: [
                { $filter: { input: '$early', as: 'one', cond: { $ne: ['$$one.attempt', '@attempt'] } } },
                [{
                    attempt: '@attempt',
                    seenAt: { $ifNull: ['$$known.seenAt', '@now'] },
                    lastHeartbeatAt: { $max: ['$$known.lastHeartbeatAt', '@at'] },
                    stateSavedAt: { $max: ['$$known.stateSavedAt', '@saved'] },
                    end: { $min: ['$$known.end', '@end'] }
                }]] } } }] } } }
        """);

    /// <summary>Takes in what waited for the attempt that has the document now. ($max and $min pass over what is null or missing.)</summary>
    public static readonly JobPipeline Absorb = Absorbing("{ $ne: ['$$one.attempt', '@attempt'] }");

    /// <summary>As <see cref="Absorb"/>; an announcement also ends the wait of older attempts.</summary>
    public static readonly JobPipeline AbsorbAnnounced = Absorbing("{ $gt: ['$$one.attempt', '@attempt'] }");

    /// <summary>What the other parts put into the document for each other.</summary>
    public static readonly JobPipeline Close = new("{ $unset: ['takes', 'waited'] }");

    private static JobPipeline Open(string takes) => new(
        $$"""
        { $set: {
            firstSeenAt: { $ifNull: ['$firstSeenAt', '@now'] },
            early: { $ifNull: ['$early', []] },
            takes: {{takes}} } }
        """,
        $$"""
        { $set: {
            early: { $cond: [
                { $and: ['$takes', { $gt: ['$attempt', null] }, {{NotAnnounced}}] },
                { $concatArrays: ['$early', [{
                    attempt: '$attempt', seenAt: '$attemptSeenAt', lastHeartbeatAt: '$lastHeartbeatAt', stateSavedAt: '$stateSavedAt', end: '$end'
                }]] },
                '$early'] },
            attempt: { $cond: ['$takes', '@attempt', '$attempt'] },
            attemptSeenAt: { $cond: ['$takes', '@now', '$attemptSeenAt'] },
            announced: { $cond: ['$takes', false, '$announced'] },
            generation: { $cond: ['$takes', 0, '$generation'] },
            nextStep: { $cond: ['$takes', 0, '$nextStep'] },
            {{string.Join(", ", Cleared.Select(field => $$"""{{field}}: { $cond: ['$takes', '$$REMOVE', '${{field}}'] }"""))}} } }
        """);

    private static JobPipeline Absorbing(string keep) => new(
        $$"""{ $set: { waited: { $cond: [{ $eq: ['$attempt', '@attempt'] }, { $arrayElemAt: [{{Waiting}}, 0] }, '$$REMOVE'] } } }""",
        $$"""
        { $set: {
            lastHeartbeatAt: { $max: ['$lastHeartbeatAt', '$waited.lastHeartbeatAt'] },
            stateSavedAt: { $max: ['$stateSavedAt', '$waited.stateSavedAt'] },
            end: { $min: ['$end', '$waited.end'] },
            early: { $filter: { input: '$early', as: 'one', cond: { $or: [{ $ne: ['$attempt', '@attempt'] }, {{keep}}] } } } } }
        """);
}
