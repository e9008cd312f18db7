using System.Net;
using System.Net.Sockets;

namespace FlowForge.Integration.Tests.Storage;

/// <summary>An address in front of a server that can be opened late, and shut: a server that is away, then there, then gone.</summary>
internal sealed class TcpGate(string host, int port) : IDisposable
{
    private readonly List<Socket> _open = [];
    private TcpListener? _listener;

    /// <summary>Known before it is open; nothing listens there until then.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>True: what is sent is held back, as in a network that drops everything; nobody is told.</summary>
    public bool Silent { get; set; }

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    public void Dispose()
    {
        _listener?.Stop();
        lock (_open)
            foreach (var socket in _open) socket.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var caller = Keep(await listener.AcceptSocketAsync());
                var server = Keep(new Socket(SocketType.Stream, ProtocolType.Tcp));
                await server.ConnectAsync(host, port);
                _ = PumpAsync(caller, server);
                _ = PumpAsync(server, caller);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Shut.
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is var read and > 0)
                if (!Silent) await to.SendAsync(buffer.AsMemory(0, read));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side is gone, so the other goes too.
        }

        from.Dispose();
        to.Dispose();
    }

    private Socket Keep(Socket socket)
    {
        socket.NoDelay = true;
        lock (_open) _open.Add(socket);
        return socket;
    }
}
