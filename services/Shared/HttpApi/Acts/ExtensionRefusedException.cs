namespace FlowForge.HttpApi;

/// <summary>A later deadline is not given; the message says why.</summary>
internal sealed class ExtensionRefusedException : Exception
{
    public ExtensionRefusedException() { }

    public ExtensionRefusedException(string message) : base(message) { }

    public ExtensionRefusedException(string message, Exception inner) : base(message, inner) { }
}
