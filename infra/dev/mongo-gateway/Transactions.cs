using System.Collections.Concurrent;
using MongoDB.Bson;

namespace FlowForge.MongoGateway;

/// <summary>MongoDB's transactions as PostgreSQL's, one per session.</summary>
internal sealed class Transactions(Engine engine, Statements statements, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<string, Transaction> _open = new();

    public async Task<byte[]> RunAsync(Request request)
    {
        if (request.Document.Contains("startTransaction")) await StartAsync(request);
        _open.TryGetValue(request.Session, out var transaction);
        if (transaction?.Number != request.TransactionNumber) transaction = null;
        if (transaction is null or { IsDone: true }) return await AnswerAfterEndAsync(request, transaction);

        transaction.Used = time.GetTimestamp();
        try
        {
            return await StepAsync(request, transaction);
        }
        catch (Exception e)
        {
            await transaction.AbortAsync();
            var error = EngineErrors.Of(e);
            if (error.EngineIsAway) engine.IsAway();
            if (error.Code == CommandException.WriteConflict) error.Label = CommandException.TransientTransaction;
            throw error;
        }
    }

    public async Task ReapAsync()
    {
        foreach (var transaction in _open.Values)
            if (time.GetElapsedTime(transaction.Used) > Longest) await transaction.AbortAsync();
    }

    private async Task<byte[]> StepAsync(Request request, Transaction transaction)
    {
        switch (request.Name)
        {
            case "commitTransaction":
                await transaction.CommitAsync();
                return Reply.Ok();
            case "abortTransaction":
                await transaction.AbortAsync();
                return Reply.Ok();
        }

        var reply = await statements.RunAsync(request, connection: transaction.Connection);
        // As in MongoDB, a write that failed ends its transaction.
        if (request.Name is "insert" or "update" or "delete" && new RawBsonDocument(reply).Contains("writeErrors")) await transaction.AbortAsync();
        return reply;
    }

    private async Task StartAsync(Request request)
    {
        if (_open.TryRemove(request.Session, out var old)) await old.AbortAsync();
        try
        {
            var connection = await engine.OpenAsync();
            // MongoDB's transactions do not wait for each other's writes: they conflict.
            await Engine.RunAsync(connection, "START TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET LOCAL lock_timeout='20ms'");
            _open[request.Session] = new Transaction(connection, request.TransactionNumber) { Used = time.GetTimestamp() };
        }
        catch (Exception e) when (EngineErrors.Of(e).EngineIsAway)
        {
            engine.IsAway();
            throw;
        }
    }

    /// <summary>A driver may repeat an abort and a commit. A commit is confirmed only when it is known to have happened.</summary>
    private async Task<byte[]> AnswerAfterEndAsync(Request request, Transaction? transaction)
    {
        if (request.Name == "abortTransaction") return Reply.Ok();
        if (request.Name == "commitTransaction" && transaction is not null && await transaction.WasCommittedAsync(engine)) return Reply.Ok();
        throw new CommandException(251, "NoSuchTransaction", "no such transaction") { Label = CommandException.TransientTransaction };
    }
}
