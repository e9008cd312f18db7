using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace FlowForge.MongoGateway;

/// <summary>Runs one command on the engine.</summary>
[SuppressMessage("Security", "CA2100", Justification = "the SQL is one of EngineCommand's, or holds a number alone; what clients send goes into parameters")]
internal sealed class Statements(Engine engine, Indexes indexes, Cursors cursors)
{
    private const int MostTries = 20;
    private const int MostRaces = 3;

    /// <param name="request">The command.</param>
    /// <param name="retryId">By which the engine knows a retry of the same single write.</param>
    /// <param name="connection">That of a transaction. Null takes one from the pool.</param>
    public async Task<byte[]> RunAsync(Request request, string? retryId = null, NpgsqlConnection? connection = null)
    {
        if (connection is not null) return await OnAsync(connection, request, retryId, isInTransaction: true);
        try
        {
            if (request.Name == "getMore") return await cursors.NextAsync(request, null);
            var own = new OwnConnection(await engine.OpenAsync());
            try
            {
                return await OnAsync(own.Connection, request, retryId, isInTransaction: false, own);
            }
            finally
            {
                if (!own.IsKept) await own.Connection.CloseAsync();
            }
        }
        catch (Exception e) when (EngineErrors.Of(e).EngineIsAway)
        {
            engine.IsAway();
            throw;
        }
    }

    private async Task<byte[]> OnAsync(NpgsqlConnection connection, Request request, string? retryId, bool isInTransaction, OwnConnection? own = null)
    {
        if (request.Name == "getMore") return await cursors.NextAsync(request, connection);
        if (isInTransaction && request.Name is ("createIndexes" or "dropIndexes")) throw new CommandException(263, "OperationNotSupportedInTransaction", $"{request.Name} in a transaction");
        var limit = request.Document.TryGetValue("maxTimeMS", out var given) ? given.ToInt64() : 0;
        if (limit > 0) await Engine.RunAsync(connection, $"SET {(isInTransaction ? "LOCAL " : "")}statement_timeout={limit}");
        try
        {
            if (await Catalog.AnswerAsync(request, connection) is { } answer) return answer;
            if (!EngineCommand.All.TryGetValue(request.Name, out var command)) throw new CommandException(59, "CommandNotFound", $"no such command: '{request.Name}'");
            // A transaction does not survive a failed statement, so only its client can try again.
            return isInTransaction ? await OnceAsync(connection, command, request, retryId, own) : await WithRetriesAsync(connection, command, request, retryId, own);
        }
        finally
        {
            if (limit > 0 && !isInTransaction && connection.FullState == System.Data.ConnectionState.Open) await Engine.RunAsync(connection, "RESET statement_timeout");
        }
    }

    /// <summary>Outside of transactions mongod itself repeats what met a conflict. Its clients never see one, so neither must ours.</summary>
    private async Task<byte[]> WithRetriesAsync(NpgsqlConnection connection, EngineCommand command, Request request, string? retryId, OwnConnection? own)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var reply = await OnceAsync(connection, command, request, retryId, own, raceIsLost: page => request.Name == "update" && attempt < MostRaces && WriteErrors.IsLostUpsert(page));
                if (reply.Length > 0) return reply;
            }
            catch (Exception e) when (attempt < MostTries && MayTryAgain(e, request, attempt))
            {
                using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(Random.Shared.Next(2, 10 + 5 * attempt)));
                await pause.WaitForNextTickAsync();
            }
        }
    }

    private static bool MayTryAgain(Exception error, Request request, int attempt) => error switch
    {
        CommandException known => known.NothingWritten,
        PostgresException { SqlState: "40P01" or "40001" } => true,
        PostgresException spoken => request.Name == "findAndModify" && attempt < MostRaces && EngineErrors.Of(spoken).Code == CommandException.DuplicateKey,
        _ => false,
    };

    /// <returns>Empty when a race was lost and the command is to run again.</returns>
    private async Task<byte[]> OnceAsync(NpgsqlConnection connection, EngineCommand command, Request request, string? retryId, OwnConnection? own, Func<byte[], bool>? raceIsLost = null)
    {
        var (page, rest, isPinned, cursor) = await ReadAsync(connection, command, request, retryId);
        if (command.Kind == CommandKind.IndexBuild && rest is { Length: > 5 })
        {
            Indexes.Checked(page);
            return await indexes.AwaitAsync(rest, page);
        }

        if (command.Kind == CommandKind.Cursor && rest is not null)
        {
            own?.IsKept = isPinned;
            cursors.Add(cursor, rest, isPinned ? connection : null, isOwner: isPinned && own is not null);
        }

        if (raceIsLost?.Invoke(page) == true) return [];
        if (command.Kind == CommandKind.Write) return WriteErrors.Translate(page, $"{request.Database}.{request.Collection}");
        return request.Name is "createIndexes" or "dropIndexes" ? Indexes.Checked(page) : page;
    }

    private static async Task<(byte[] Page, byte[]? Remainder, bool IsPinned, long Cursor)> ReadAsync(NpgsqlConnection connection, EngineCommand command, Request request, string? retryId)
    {
        await using var sql = new NpgsqlCommand(command.Sql, connection);
        sql.Parameters.AddRange(new[] { Engine.Text(request.Database), Engine.Bytes(request.Raw) });
        if (command.Kind == CommandKind.Write) sql.Parameters.Add(Engine.Bytes(request.Sequence));
        if (command.Kind is CommandKind.Write or CommandKind.FindAndModify) sql.Parameters.Add(Engine.Text(retryId));
        // CALL cannot cast its answer, which then comes as text.
        if (request.Name == "dropIndexes") sql.UnknownResultTypeList = [true];

        await using var reader = await sql.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) throw new CommandException(1, "InternalError", "the engine gave no answer");
        var page = reader.GetValue(0) is string text ? Convert.FromHexString(text.AsSpan(7)) : (byte[])reader.GetValue(0);
        if (command.Kind is not (CommandKind.Cursor or CommandKind.IndexBuild) || await reader.IsDBNullAsync(1)) return (page, null, false, 0);
        var rest = (byte[])reader.GetValue(1);
        if (command.Kind == CommandKind.Cursor) return (page, rest, reader.GetBoolean(2), reader.GetInt64(3));
        return (page, reader.GetBoolean(2) ? rest : null, false, 0);
    }

    /// <summary>A connection from the pool that goes back after the command, unless a cursor keeps it.</summary>
    private sealed class OwnConnection(NpgsqlConnection connection)
    {
        public NpgsqlConnection Connection { get; } = connection;

        public bool IsKept { get; set; }
    }
}
