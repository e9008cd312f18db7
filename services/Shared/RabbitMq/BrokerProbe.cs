using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace FlowForge.RabbitMq;

/// <summary>Asks the broker, by a connection of its own, whether it lets this service in.</summary>
internal sealed class BrokerProbe(IOptions<RabbitMqOptions> options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<BrokerAnswer> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await Factory().CreateConnectionAsync(Nodes(), "flowforge probe", cancellationToken).ConfigureAwait(false);
            await connection.CloseAsync(cancellationToken).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
            return BrokerAnswer.Welcome;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return IsRefusal(e) ? BrokerAnswer.Refused : BrokerAnswer.None;
        }
    }

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

    private static bool IsRefusal(Exception? exception) => exception is AuthenticationFailureException || (exception is not null && IsRefusal(exception.InnerException));
}
