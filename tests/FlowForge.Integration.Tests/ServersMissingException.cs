namespace FlowForge.Integration.Tests;

/// <summary>This machine cannot have the servers; the message is the reason.</summary>
internal sealed class ServersMissingException(string reason) : Exception(reason);
