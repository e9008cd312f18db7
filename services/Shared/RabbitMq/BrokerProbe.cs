using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace FlowForge.RabbitMq;

/// <summary>Asks the broker, by a connection of its own, whether it lets this service in.</summary>
internal sealed class BrokerProbe(BrokerConnections connections)
{
    public async Task<BrokerAnswer> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await connections.OpenAsync("flowforge probe", cancellationToken).ConfigureAwait(false);
            await connection.CloseAsync(cancellationToken).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
            return BrokerAnswer.Welcome;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return IsRefusal(e) ? BrokerAnswer.Refused : BrokerAnswer.None;
        }
    }

    private static bool IsRefusal(Exception? exception) => exception is AuthenticationFailureException || (exception is not null && IsRefusal(exception.InnerException));
}
