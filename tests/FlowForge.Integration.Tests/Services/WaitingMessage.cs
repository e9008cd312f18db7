using System.Text;

namespace FlowForge.Integration.Tests;

/// <summary>A message that waits in a queue.</summary>
internal sealed record WaitingMessage(string? Id, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Why it was set aside; empty where nobody says.</summary>
    public string Reason => Headers.GetValueOrDefault("MT-Fault-Message", "");
}
