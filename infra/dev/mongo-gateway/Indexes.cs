using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using Npgsql;

namespace FlowForge.MongoGateway;

/// <summary>The engine builds indexes in the background and tells of failures in its own way; a driver expects them built, or an error.</summary>
internal sealed class Indexes(Engine engine)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>On a connection of its own for each look, so that no snapshot hides the end.</summary>
    public async Task<byte[]> AwaitAsync(byte[] build, byte[] reply)
    {
        using var timer = new PeriodicTimer(Pause);
        while (!await IsBuiltAsync(build)) await timer.WaitForNextTickAsync();
        return Checked(reply);
    }

    /// <summary>The reply in MongoDB's form, or the error that it holds.</summary>
    public static byte[] Checked(byte[] reply)
    {
        var document = BsonSerializer.Deserialize<BsonDocument>(reply);
        if (document["ok"].ToBoolean())
        {
            document["ok"] = 1.0;
            return document.ToBson();
        }

        var error = document.Contains("raw") ? document["raw"].AsBsonDocument.GetElement(0).Value.AsBsonDocument : document;
        var code = error.GetValue("code", 1).ToInt32();
        var message = error.GetValue("errmsg", "").AsString;
        // MongoDB's codes are small; a packed SQLSTATE is not.
        throw code > 1_000_000 ? EngineErrors.Of(EngineErrors.State(code), message) : new CommandException(code, "IndexError", message);
    }

    private async Task<bool> IsBuiltAsync(byte[] build)
    {
        await using var connection = await engine.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT retval::bytea, ok, complete FROM documentdb_api_internal.check_build_index_status($1)", connection);
        command.Parameters.Add(Engine.Bytes(build));
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        if (!reader.GetBoolean(1)) Checked((byte[])reader.GetValue(0));
        return reader.GetBoolean(2);
    }
}
