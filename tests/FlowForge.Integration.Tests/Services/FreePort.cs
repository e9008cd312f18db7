using System.Net;
using System.Net.Sockets;

namespace FlowForge.Integration.Tests;

/// <summary>
/// Ports for those whose address is known before they listen. They lie below the range from which the kernel gives ports to outgoing
/// connections, which would take one in between, and apart from the ports of the servers of infra/dev.
/// </summary>
internal static class FreePort
{
    private const int First = 17_000, Count = 3_000;

    /// <summary>Another run on this machine begins elsewhere.</summary>
    private static int _given = Environment.ProcessId * 127;

    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _given) % Count);
            if (IsFree(port)) return port;
        }
    }

    private static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
