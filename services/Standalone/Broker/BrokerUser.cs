namespace FlowForge.Standalone;

/// <summary>A user of the broker and what it may configure, write and read, as RabbitMQ's regular expressions.</summary>
internal sealed record BrokerUser(string User, string Configure, string Write, string Read);
