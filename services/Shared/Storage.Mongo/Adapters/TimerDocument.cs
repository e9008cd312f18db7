using FlowForge.Jobs;
using MongoDB.Bson;

namespace FlowForge.Storage.Mongo;

/// <summary>A timer as it is stored.</summary>
internal static class TimerDocument
{
    /// <summary>Held by nobody.</summary>
    private static readonly string[] Lease = ["owner", "claim", "leasedUntil"];

    public static BsonDocument Write(TimerEntry entry)
    {
        var document = Content(entry);
        document.InsertAt(0, new BsonElement("_id", Stored.Id(entry.Token)));
        return document;
    }

    /// <summary>Takes the place of what stands under the token, unless that is the same; a lease on the old content ends.</summary>
    public static BsonDocument Replacement(TimerEntry entry)
    {
        var free = Free();
        free["$set"] = Content(entry);
        return free;
    }

    /// <summary>The update that gives an entry back.</summary>
    public static BsonDocument Free() => new()
    {
        ["$set"] = new BsonDocument("held", false),
        ["$unset"] = new BsonDocument(Lease.Select(field => new BsonElement(field, 1))),
    };

    public static TimerEntry Read(BsonDocument document) => new()
    {
        Token = document.Id("_id"),
        DueAt = document.Time("dueAt")!.Value,
        Destination = new Uri(document["destination"].AsString, UriKind.RelativeOrAbsolute),
        PayloadType = [.. document["payloadType"].AsBsonArray.Select(type => type.AsString)],
        Payload = document["payload"].AsString,
    };

    private static BsonDocument Content(TimerEntry entry) => new()
    {
        ["version"] = Stored.Id(entry.Version),
        ["held"] = false,
        ["dueAt"] = Stored.Time(entry.DueAt),
        ["destination"] = entry.Destination.OriginalString,
        ["payloadType"] = new BsonArray(entry.PayloadType),
        ["payload"] = entry.Payload,
    };
}
