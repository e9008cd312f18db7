using System.Collections.Concurrent;
using MongoDB.Bson;
using Npgsql;

namespace FlowForge.MongoGateway;

/// <summary>The cursors between a client's first page and its last.</summary>
internal sealed class Cursors(Engine engine, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<long, Cursor> _open = new();

    public void Add(long id, byte[] continuation, NpgsqlConnection? connection, bool isOwner) => _open[id] = new Cursor(continuation, connection, isOwner, time.GetTimestamp());

    /// <param name="request">getMore.</param>
    /// <param name="transaction">The connection of the transaction that it belongs to, if any.</param>
    public async Task<byte[]> NextAsync(Request request, NpgsqlConnection? transaction)
    {
        var id = request.Document[0].ToInt64();
        if (!_open.TryRemove(id, out var cursor)) throw new CommandException(43, "CursorNotFound", $"cursor id {id} not found");
        var connection = transaction ?? cursor.Connection ?? await engine.OpenAsync();
        var goesOn = false;
        try
        {
            await using var command = new NpgsqlCommand("SELECT cursorPage::bytea, continuation::bytea FROM documentdb_api.cursor_get_more($1,$2,$3)", connection);
            command.Parameters.AddRange(new[] { Engine.Text(request.Database), Engine.Bytes(request.Raw), Engine.Bytes(cursor.Continuation) });
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            var page = (byte[])reader.GetValue(0);
            goesOn = !await reader.IsDBNullAsync(1);
            if (goesOn) _open[id] = cursor with { Continuation = (byte[])reader.GetValue(1), Used = time.GetTimestamp() };
            return page;
        }
        finally
        {
            if (transaction is null && !(goesOn && cursor.IsOwner))
            {
                if (cursor.IsOwner) await Engine.DiscardAsync(connection);
                else await connection.CloseAsync();
            }
        }
    }

    public async Task<byte[]> KillAsync(Request request)
    {
        var killed = new BsonArray();
        foreach (var id in request.Document["cursors"].AsBsonArray.Select(value => value.ToInt64()))
            if (await RemoveAsync(id)) killed.Add(id);
        return Reply.Ok(new BsonDocument { { "cursorsKilled", killed }, { "cursorsNotFound", new BsonArray() }, { "cursorsAlive", new BsonArray() }, { "cursorsUnknown", new BsonArray() } });
    }

    public async Task ReapAsync()
    {
        foreach (var (id, cursor) in _open)
            if (time.GetElapsedTime(cursor.Used) > Kept) await RemoveAsync(id);
    }

    private async Task<bool> RemoveAsync(long id)
    {
        if (!_open.TryRemove(id, out var cursor)) return false;
        if (cursor is { IsOwner: true, Connection: { } own }) await Engine.DiscardAsync(own);
        return true;
    }
}
