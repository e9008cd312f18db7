using System.Collections.Concurrent;

namespace FlowForge.MongoGateway;

/// <summary>Each session's last retryable write with its reply: the same number again gets the same reply and has no second effect.</summary>
internal sealed class RetryableWrites(Statements statements, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, Write> _last = new();

    public async Task<byte[]> RunAsync(Request request)
    {
        // The engine takes every statement under one id for a replay of the first: only a single one may carry it.
        var retryId = request.Statements() == 1 ? $"{request.Session}:{request.TransactionNumber}" : null;
        var mine = new Write(request.TransactionNumber, time.GetTimestamp(), new Lazy<Task<byte[]>>(() => statements.RunAsync(request, retryId)));
        var write = _last.AddOrUpdate(request.Session, mine, (_, last) => last.Number == mine.Number ? last : mine);
        try
        {
            return await write.Reply.Value;
        }
        catch
        {
            // What failed has had no effect that we know of, so a retry runs.
            _last.TryRemove(new KeyValuePair<string, Write>(request.Session, write));
            throw;
        }
    }

    public void Reap()
    {
        foreach (var entry in _last)
            if (time.GetElapsedTime(entry.Value.Since) > Kept) _last.TryRemove(entry);
    }

    private sealed record Write(long Number, long Since, Lazy<Task<byte[]>> Reply);
}
