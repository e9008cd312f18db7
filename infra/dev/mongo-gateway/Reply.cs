using MongoDB.Bson;

namespace FlowForge.MongoGateway;

/// <summary>The documents that end a command.</summary>
internal static class Reply
{
    public static byte[] Ok(BsonDocument? content = null)
    {
        content ??= [];
        content["ok"] = 1.0;
        return content.ToBson();
    }

    public static byte[] Error(CommandException error)
    {
        var reply = new BsonDocument { { "ok", 0.0 }, { "errmsg", error.Message }, { "code", error.Code }, { "codeName", error.Name } };
        if (error.Label is not null) reply["errorLabels"] = new BsonArray { error.Label };
        return reply.ToBson();
    }
}
