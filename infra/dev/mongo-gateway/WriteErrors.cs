using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace FlowForge.MongoGateway;

/// <summary>The errors inside a write's reply, in MongoDB's words.</summary>
internal static class WriteErrors
{
    /// <exception cref="CommandException">A write conflict, which is no matter of one statement.</exception>
    public static byte[] Translate(byte[] reply, string space)
    {
        if (!new RawBsonDocument(reply).Contains("writeErrors")) return reply;
        var document = BsonSerializer.Deserialize<BsonDocument>(reply);
        foreach (var error in document["writeErrors"].AsBsonArray.Cast<BsonDocument>())
        {
            var known = EngineErrors.Of(EngineErrors.State(error["code"].ToInt32()), error.GetValue("errmsg", "").AsString);
            if (known.Code == CommandException.WriteConflict)
                throw new CommandException(known.Code, known.Name, known.Message) { NothingWritten = document.GetValue("n", 0).ToInt32() == 0 && error["index"].ToInt32() == 0 };
            error["code"] = known.Code;
            error["codeName"] = known.Name;
            error["errmsg"] = known.Code == CommandException.DuplicateKey ? DuplicateKey(known.Message, space) : known.Message;
        }

        return document.ToBson();
    }

    /// <summary>Two upserts of one new key: the loser's insert found the winner's. mongod tries it again, as an update.</summary>
    public static bool IsLostUpsert(byte[] reply)
    {
        var document = new RawBsonDocument(reply);
        return document.TryGetValue("writeErrors", out var errors) && document.GetValue("n", 0).ToInt32() == 0
            && errors.AsBsonArray is [var only] && only["index"].ToInt32() == 0
            && EngineErrors.Of(EngineErrors.State(only["code"].ToInt32()), "").Code == CommandException.DuplicateKey;
    }

    private static string DuplicateKey(string message, string space) =>
        $"E11000 duplicate key error collection: {space} index: {message.Split('\'').ElementAtOrDefault(1)} dup key ({message})";
}
