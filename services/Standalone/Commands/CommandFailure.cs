namespace FlowForge.Standalone;

/// <summary>A command cannot go on; the message is for the person who typed it.</summary>
internal sealed class CommandFailure(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
