using FlowForge.Jobs;
using MongoDB.Bson;

namespace FlowForge.Storage.Mongo;

/// <summary>An orphan as a document: the whole of it as JSON, and beside it what is looked for. A wish to restore stands beside it alone, so that saving the rest cannot lose it.</summary>
internal static class OrphanDocument
{
    /// <summary>Seen, or its removal begun: an index may have a condition on equality only.</summary>
    public static bool IsOpen(Orphan orphan) => orphan.State is OrphanState.Seen or OrphanState.Removing;

    /// <summary>The update that makes a document of it, or makes it what it is now.</summary>
    public static BsonDocument Update(Orphan orphan)
    {
        var set = new BsonDocument
        {
            ["key"] = Stored.Id(orphan.Resource.Key),
            ["kind"] = orphan.Resource.Kind,
            ["jobId"] = orphan.Resource.JobId.Value,
            ["state"] = (int)orphan.State,
            ["open"] = IsOpen(orphan),
            ["lastSeenAt"] = Stored.Time(orphan.LastSeenAt),
            ["body"] = StoredJson.Write(orphan),
        };
        var unset = new BsonDocument();
        Put("undoUntil", Stored.OrNull(orphan.UndoUntil));
        Put("settledAt", Stored.OrNull(orphan.SettledAt));
        Put("error", (BsonValue?)orphan.Error ?? BsonNull.Value);
        set.With("restoreRequestedAt", Stored.OrNull(orphan.RestoreRequestedAt)).With("restoreRequestedBy", orphan.RestoreRequestedBy);
        var update = new BsonDocument("$set", set);
        return unset.ElementCount == 0 ? update : update.Add("$unset", unset);

        void Put(string name, BsonValue value)
        {
            if (value.IsBsonNull) unset[name] = 1;
            else set[name] = value;
        }
    }

    public static Orphan Read(BsonDocument document) => StoredJson.Read<Orphan>(document["body"].AsString) with
    {
        RestoreRequestedAt = document.Time("restoreRequestedAt"),
        RestoreRequestedBy = document.Text("restoreRequestedBy"),
        Error = document.Text("error"),
    };
}
