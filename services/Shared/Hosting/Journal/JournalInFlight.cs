using System.Collections.Concurrent;

namespace FlowForge.Hosting;

/// <summary>What this process has on its way or is handling: the transport has it, so it must not be sent again.</summary>
internal sealed class JournalInFlight
{
    private readonly ConcurrentDictionary<(Guid MessageId, string Queue), bool> _messages = new();

    public bool Has(Guid messageId, string queue) => _messages.ContainsKey((messageId, queue));

    public void Add(Guid messageId, string queue) => _messages.TryAdd((messageId, queue), true);

    public void Remove(Guid messageId, string queue) => _messages.TryRemove((messageId, queue), out _);
}
