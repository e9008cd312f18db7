using MongoDB.Bson;

namespace FlowForge.MongoGateway;

/// <summary>One command as it came over the wire. The bytes are kept because the engine takes them as they are.</summary>
/// <param name="Name">The command's name, in the spelling that <see cref="EngineCommand.All"/> uses.</param>
/// <param name="Document">The command.</param>
/// <param name="Raw">The same, as bytes.</param>
/// <param name="Sequence">The documents that the driver sent beside the command (OP_MSG's second kind of section), if any.</param>
/// <param name="ConnectionId">Of the client, for its hello.</param>
internal sealed record Request(string Name, RawBsonDocument Document, byte[] Raw, byte[]? Sequence, int ConnectionId)
{
    public string Database => Document["$db"].AsString;

    /// <summary>Nearly every command names its collection in its first field.</summary>
    public string? Collection => Document[0].IsString ? Document[0].AsString : null;

    public bool IsInTransaction => Document.TryGetValue("autocommit", out var auto) && !auto.AsBoolean;

    /// <summary>A retryable write carries a number that its retry repeats.</summary>
    public bool IsRetryable => Document.Contains("txnNumber") && !IsInTransaction;

    public long TransactionNumber => Document["txnNumber"].ToInt64();

    public string Session => Convert.ToHexString(Document["lsid"]["id"].AsBsonBinaryData.Bytes);

    public static Request Of(byte[] raw, byte[]? sequence, int connectionId)
    {
        var document = new RawBsonDocument(raw);
        var name = document.GetElement(0).Name;
        return new Request(name == "findandmodify" ? "findAndModify" : name, document, raw, sequence, connectionId);
    }

    /// <summary>How many statements a write holds.</summary>
    public int Statements()
    {
        if (Sequence is null)
        {
            var list = Name switch { "insert" => "documents", "update" => "updates", "delete" => "deletes", _ => "" };
            return Document.TryGetValue(list, out var statements) ? statements.AsBsonArray.Count : 1;
        }

        var count = 0;
        for (var at = 0; at < Sequence.Length; at += BitConverter.ToInt32(Sequence, at)) count++;
        return count;
    }
}
