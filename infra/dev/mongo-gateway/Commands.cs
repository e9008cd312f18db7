namespace FlowForge.MongoGateway;

/// <summary>Sends each command to the part that answers it, and turns every failure into a reply that a driver understands.</summary>
internal sealed class Commands(Handshake handshake, Cursors cursors, Transactions transactions, RetryableWrites retries, Statements statements)
{
    private static readonly bool IsLogged = Environment.GetEnvironmentVariable("MONGO_GATEWAY_LOG") == "1";

    /// <returns>Null to hang up.</returns>
    public async Task<byte[]?> AnswerAsync(Request request)
    {
        try
        {
            return await handshake.MustHangUpAsync(request) ? null : await RunAsync(request);
        }
        catch (Exception e)
        {
            var error = EngineErrors.Of(e);
            if (IsLogged) Console.WriteLine($"{request.Name}: {error.Code} {error.Message}");
            if (error.Code == 1) await Console.Error.WriteLineAsync($"{request.Name}: {e}");
            if (error.EngineIsAway) error.Label ??= LabelFor(request, error);
            return Reply.Error(error);
        }
    }

    private async Task<byte[]> RunAsync(Request request)
    {
        if (handshake.Answer(request) is { } answer) return answer;
        if (request.Name == "killCursors") return await cursors.KillAsync(request);
        if (request.IsInTransaction) return await transactions.RunAsync(request);
        return request.IsRetryable ? await retries.RunAsync(request) : await statements.RunAsync(request);
    }

    /// <summary>
    /// A driver sends a write again only where a label says so. The engine knows the retry of a single statement by its id; of several
    /// it does not, so after a break without a word only the application can know whether once more is right.
    /// </summary>
    private static string? LabelFor(Request request, CommandException error)
    {
        if (request.IsInTransaction) return request.Name == "commitTransaction" ? CommandException.RetryableWrite : CommandException.TransientTransaction;
        return request.IsRetryable && (!error.OutcomeIsUnknown || request.Statements() == 1) ? CommandException.RetryableWrite : null;
    }
}
