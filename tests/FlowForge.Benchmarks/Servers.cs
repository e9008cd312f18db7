namespace FlowForge.Benchmarks;

/// <summary>Where the real servers are: what infra/dev/up.sh prints, or its usual ports. Loopback: a benchmark is load.</summary>
internal static class Servers
{
    /// <summary>A server in which databases may be made and dropped.</summary>
    public static string Postgres => Of("FLOWFORGE_POSTGRES", "Host=127.0.0.1;Port=5439;Username=postgres");

    public static string Mongo => Of("FLOWFORGE_MONGODB", "mongodb://127.0.0.1:27117");

    /// <summary>The broker, without a virtual host.</summary>
    public static Uri RabbitMq => new(Of("FLOWFORGE_AMQP", "amqp://guest:guest@127.0.0.1:5672"));

    /// <summary>Its management API, for the same user; virtual hosts are made through it.</summary>
    public static Uri RabbitMqManagement => new(Of("FLOWFORGE_RABBITMQ_MANAGEMENT", "http://127.0.0.1:15672"));

    /// <summary>For databases and virtual hosts: two runs at the same time do not meet.</summary>
    public static string OwnName(string what) => $"flowforge-bench-{what}-{Environment.ProcessId}";

    private static string Of(string variable, string otherwise) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : otherwise;
}
