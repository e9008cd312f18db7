namespace FlowForge.RabbitMq;

internal enum BrokerAnswer
{
    /// <summary>It cannot be reached, or was not asked.</summary>
    None,
    Welcome,
    Refused,
}
