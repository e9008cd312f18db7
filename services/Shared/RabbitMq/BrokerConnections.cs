using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace FlowForge.RabbitMq;

/// <summary>Connections beside the bus's own, as <see cref="RabbitMqOptions"/> say.</summary>
internal sealed class BrokerConnections(IOptions<RabbitMqOptions> options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Task<IConnection> OpenAsync(string name, CancellationToken cancellationToken) => Factory().CreateConnectionAsync(Nodes(), name, cancellationToken);

    private ConnectionFactory Factory() => new()
    {
        UserName = options.Value.User,
        Password = options.Value.Secret,
        VirtualHost = Uri.UnescapeDataString(options.Value.Address.AbsolutePath.Trim('/')) is { Length: > 0 } named ? named : ConnectionFactory.DefaultVHost,
        AutomaticRecoveryEnabled = false,
        RequestedConnectionTimeout = Patience,
        HandshakeContinuationTimeout = Patience,
    };

    private List<AmqpTcpEndpoint> Nodes()
    {
        var url = options.Value.Address;
        var nodes = options.Value.Nodes.Count == 0 ? [url] : options.Value.Nodes.Select(node => new Uri($"{url.Scheme}://{node}"));
        return [.. nodes.Select(node => new AmqpTcpEndpoint(node, new SslOption(url.Host, enabled: options.Value.IsSecure) { Version = RabbitMqOptions.TlsVersions }))];
    }
}
