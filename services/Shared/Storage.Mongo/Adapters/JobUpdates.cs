using FlowForge.Jobs;

namespace FlowForge.Storage.Mongo;

/// <summary>
/// The registry's updates. Each decides by what stands in the document, so that neither order nor repetition matters. Where two reports
/// compete, the smaller wins, field by field in the order in which they are stored: that is how MongoDB compares documents.
/// $replaceWith is not used: DocumentDB writes the id twice then.
/// </summary>
internal static class JobUpdates
{
    /// <summary>Sets a submission; the earlier stays, then the one with the smaller fingerprint.</summary>
    public static readonly JobPipeline Submit = new(Earlier("submission"));

    /// <summary>Sets a start, as <see cref="Submit"/> does.</summary>
    public static readonly JobPipeline Start = new(Earlier("start"));

    /// <summary>
    /// The profile of a submission stands only until a start brings its own; then it goes, because every heartbeat writes the whole document.
    /// </summary>
    public static readonly JobPipeline Slim = new("""
        { $set: { submission: { $cond: [
            { $and: [{ $gt: ['$submission', null] }, { $gt: ['$start', null] }] },
            { at: '$submission.at', fingerprint: '$submission.fingerprint' },
            '$submission'] } } }
        """);

    /// <summary>Notes the request to end the job, unless its deadline has moved or somebody holds it; the earliest stays. (With null, $min takes the other.)</summary>
    public static readonly JobPipeline Terminate = new("""
        { $set: { termination: { $cond: [
            { $and: [{ $eq: ['$generation', '@generation'] }, { $lte: ['$hold', null] }] },
            { $min: ['$termination', '@termination'] },
            '$termination'] } } }
        """);

    /// <summary>Holds the job; the hold that stands stays, and the first that is heard of a job may be that it is held.</summary>
    public static readonly JobPipeline Hold = new("""
        { $set: {
            firstSeenAt: { $ifNull: ['$firstSeenAt', '@now'] },
            early: { $ifNull: ['$early', []] },
            attempt: { $ifNull: ['$attempt', 1] },
            attemptSeenAt: { $ifNull: ['$attemptSeenAt', '@now'] },
            generation: { $ifNull: ['$generation', 0] },
            nextStep: { $ifNull: ['$nextStep', 0] },
            hold: { $ifNull: ['$hold', '@hold'] } } }
        """);

    private static readonly Dictionary<string, JobPipeline> CleanupOf = CleanupScopes.All.ToDictionary(scope => scope, scope => new JobPipeline($$"""
        { $set: { cleanup: { $mergeObjects: ['$cleanup', { $cond: [
            { $and: [{ $lte: ['$cleanup.{{scope}}.doneAt', null] }, { $lte: [{ $ifNull: ['$cleanup.{{scope}}.tries', 0] }, '@tries'] }] },
            { {{scope}}: '@progress' },
            {}] }] } } }
        """));

    /// <summary>
    /// What is computed from the rest and looked for by index; the last part of every update that can change it. The contract tests hold
    /// it to JobRecord.Stage and IsCleanedUp. The time of settling is ours: a scope that was given up has no time of its own.
    /// </summary>
    public static readonly JobPipeline Compute = new(
        $$"""
        { $set: {
            announced: { $or: [{ $gt: ['$submission', null] }, { $gt: ['$start', null] }] },
            organization: { $cond: [{ $gt: ['$start', null] }, '$start.organization', '$submission.organization'] },
            jobType: { $cond: [{ $gt: ['$start', null] }, '$start.jobType', '$submission.jobType'] },
            stage: { $switch: {
                branches: [
                    { case: { $and: [{ $gt: ['$end', null] }, { $ne: [{ $ifNull: ['$cleanup', {}] }, {}] }] }, then: 'Cleanup' },
                    { case: { $and: [
                        { $gt: ['$end', null] }, { $eq: ['$end.outcome', 0] },
                        { $or: [{ $lte: ['$termination', null] }, { $lt: ['$end.at', '$termination.at'] }] }] }, then: 'Completed' },
                    { case: { $gt: ['$end', null] }, then: 'Failed' },
                    { case: { $gt: ['$termination', null] }, then: 'Terminating' },
                    { case: { $gt: ['$start', null] }, then: 'Running' }],
                default: 'PreStart' } },
            lookAt: { $cond: [
                { $and: [{ $gt: ['$start.lookAt', null] }, { $lte: ['$end', null] }] }, { $max: ['$start.lookAt', '$looked.at'] }, '$$REMOVE'] },
            settled: { $and: [{ $gt: ['$end', null] }, {{string.Join(", ", CleanupScopes.All.Select(IsSettled))}}] } } }
        """,
        "{ $set: { settledAt: { $cond: ['$settled', { $ifNull: ['$settledAt', '@now'] }, '$$REMOVE'] } } }");

    /// <summary>Notes how far one scope has come; a scope that is done stays, and so does one that was tried more often.</summary>
    public static JobPipeline Cleanup(string scope) => CleanupOf[scope];

    private static string Earlier(string report) => $$"""
        { $set: { {{report}}: { $cond: [
            { $and: [
                { $eq: ['$attempt', '@attempt'] },
                { $or: [
                    { $lte: ['${{report}}', null] },
                    { $lt: [{ at: '@at', fingerprint: '@fingerprint' }, { at: '${{report}}.at', fingerprint: '${{report}}.fingerprint' }] }] }] },
            '@report', '${{report}}'] } } }
        """;

    private static string IsSettled(string scope) =>
        $$"""{ $gt: ['$cleanup.{{scope}}', null] }, { $lte: ['$cleanup.{{scope}}.nextTryAt', null] }""";
}
