using MongoDB.Bson;

namespace FlowForge.Storage.Mongo;

/// <summary>Values as they are stored: times as dates (UTC, milliseconds), ids as standard UUIDs, nothing for null.</summary>
internal static class Stored
{
    public static BsonDateTime Time(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds());

    public static BsonBinaryData Id(Guid id) => new(id, GuidRepresentation.Standard);

    public static BsonValue OrNull(DateTimeOffset? time) => time is { } known ? Time(known) : BsonNull.Value;

    /// <summary>Adds a field unless its value is null.</summary>
    public static BsonDocument With(this BsonDocument document, string name, BsonValue? value)
    {
        if (value is not null and not BsonNull) document.Add(name, value);
        return document;
    }

    public static BsonValue? Maybe(this BsonDocument document, string name) =>
        document.TryGetValue(name, out var value) && !value.IsBsonNull ? value : null;

    public static BsonDocument? Part(this BsonDocument document, string name) => document.Maybe(name)?.AsBsonDocument;

    public static string? Text(this BsonDocument document, string name) => document.Maybe(name)?.AsString;

    public static int? Int(this BsonDocument document, string name) => document.Maybe(name)?.ToInt32();

    public static bool Flag(this BsonDocument document, string name) => document.Maybe(name)?.AsBoolean ?? false;

    public static DateTimeOffset? Time(this BsonDocument document, string name) =>
        document.Maybe(name) is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time.AsBsonDateTime.MillisecondsSinceEpoch) : null;

    public static Guid Id(this BsonDocument document, string name) => document[name].AsBsonBinaryData.ToGuid(GuidRepresentation.Standard);
}
