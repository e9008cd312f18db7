using System.Security.Authentication;

namespace FlowForge.RabbitMq;

/// <summary>Where the broker is. Section <c>rabbitMq</c> of a service's own settings.</summary>
public sealed class RabbitMqOptions
{
    public const string Section = "rabbitMq";

    /// <summary>
    /// The broker and the virtual host, as <c>amqp://user@host:5672/flowforge</c>, or <c>amqps://…</c> for TLS. A cluster is given
    /// as further hosts in <see cref="Nodes"/>. Required; no default.
    /// </summary>
    public string Url { get; set; } = "";

    /// <summary>Who signs in. Default: the user in <see cref="Url"/>, or <c>guest</c>.</summary>
    public string? Username { get; set; }

    /// <summary>The password; best as a mounted file. Never logged. Default: the one in <see cref="Url"/>, or <c>guest</c>.</summary>
    public string? Password { get; set; }

    /// <summary>The nodes of a cluster, as <c>host</c> or <c>host:port</c>; each is tried until one answers. Default: the host in <see cref="Url"/> alone.</summary>
    public IList<string> Nodes { get; set; } = [];

    /// <summary>A larger message goes to the error queue unread, in bytes, from 1 KiB to 16 MiB. Default: 1 MiB.</summary>
    public int LargestMessage { get; set; } = 1024 * 1024;

    /// <summary>
    /// How long the broker may take connections while not all of the service's consumers are there, or a message that it sends is not
    /// taken, before the service ends in order to be started again. 10 s to 1 h; a reconnection alone may take 30 s. Default: 2 min.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(2);

    internal static SslProtocols TlsVersions => SslProtocols.Tls12 | SslProtocols.Tls13;

    internal Uri Address => new(Url);

    /// <summary>By the scheme alone: MassTransit takes TLS from the usual port, and would speak in the clear on any other.</summary>
    internal bool IsSecure => Address.Scheme == "amqps";

    internal string User => Username ?? InUrl(0) ?? "guest";

    internal string Secret => Password ?? InUrl(1) ?? "guest";

    private string? InUrl(int part) => Uri.UnescapeDataString(Address.UserInfo).Split(':', 2).ElementAtOrDefault(part) is { Length: > 0 } given ? given : null;
}
