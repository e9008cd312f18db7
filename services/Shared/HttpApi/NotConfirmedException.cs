namespace FlowForge.HttpApi;

/// <summary>Nobody knows whether an event is durable.</summary>
internal sealed class NotConfirmedException : Exception
{
    public NotConfirmedException() { }

    public NotConfirmedException(string message) : base(message) { }

    public NotConfirmedException(string message, Exception inner) : base(message, inner) { }
}
