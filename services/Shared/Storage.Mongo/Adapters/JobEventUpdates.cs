using FlowForge.Jobs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <summary>The whole update of each event that may be the first that is heard of its job or attempt.</summary>
internal static class JobEventUpdates
{
    public static UpdateDefinition<BsonDocument> Told(HeartbeatMark mark, DateTimeOffset now) =>
        Told(mark.Attempt, now, Stored.Time(mark.At), Stored.OrNull(mark.StateSavedAt), BsonNull.Value);

    public static UpdateDefinition<BsonDocument> Told(JobFinish finish, DateTimeOffset now) =>
        Told(finish.Attempt, now, BsonNull.Value, BsonNull.Value, JobDocument.End(finish));

    public static UpdateDefinition<BsonDocument> Announced(JobSubmission submission, DateTimeOffset now)
    {
        var fingerprint = StoredJson.FingerprintOf(submission.Profile, null);
        return Announced(JobUpdates.Submit, submission.Attempt, now, JobDocument.Report(submission.SubmittedAt, fingerprint, submission.Profile));
    }

    public static UpdateDefinition<BsonDocument> Announced(JobStart start, DateTimeOffset now)
    {
        var fingerprint = StoredJson.FingerprintOf(start.Profile, start.Note);
        var (startedAt, policy) = (start.StartedAt.ToStored(), start.Profile.Policy);
        return Announced(JobUpdates.Start, start.Attempt, now, JobDocument.Report(
            start.StartedAt, fingerprint, start.Profile, start.Note, startedAt + policy.Timeout, startedAt + policy.HeartbeatTimeout));
    }

    private static UpdateDefinition<BsonDocument> Told(int attempt, DateTimeOffset now, BsonValue at, BsonValue saved, BsonValue end)
    {
        (string, BsonValue)[] values = [("@attempt", attempt), ("@now", Stored.Time(now)), ("@at", at), ("@saved", saved), ("@end", end)];
        return JobPipeline.Update(
        [
            .. JobAttempts.OpenToEvent.With(values),
            .. JobAttempts.Tell.With(values),
            .. JobAttempts.Absorb.With(values),
            .. JobUpdates.Compute.With(values),
            .. JobAttempts.Close.With(),
        ]);
    }

    private static UpdateDefinition<BsonDocument> Announced(JobPipeline change, int attempt, DateTimeOffset now, BsonDocument report)
    {
        (string, BsonValue)[] values =
            [("@attempt", attempt), ("@now", Stored.Time(now)), ("@at", report["at"]), ("@fingerprint", report["fingerprint"]), ("@report", report)];
        return JobPipeline.Update(
        [
            .. JobAttempts.OpenToAnnouncement.With(values),
            .. change.With(values),
            .. JobUpdates.Slim.With(),
            .. JobAttempts.AbsorbAnnounced.With(values),
            .. JobUpdates.Compute.With(values),
            .. JobAttempts.Close.With(),
        ]);
    }
}
