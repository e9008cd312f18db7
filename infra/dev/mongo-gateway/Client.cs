using System.Buffers.Binary;
using System.Net.Sockets;

namespace FlowForge.MongoGateway;

/// <summary>One client's connection: MongoDB's wire protocol, as far as drivers of the last years use it (OP_MSG, and OP_QUERY for the first hello).</summary>
internal sealed class Client(Socket socket, int id, Commands commands)
{
    private const int OpReply = 1;
    private const int OpQuery = 2004;
    private const int OpMsg = 2013;
    private const int Longest = 50_000_000;
    private int _replies;

    public async Task ServeAsync()
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            while (await AnswerAsync(stream))
            {
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client went away.
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"{e}");
        }
    }

    /// <returns>False ends the connection.</returns>
    private async Task<bool> AnswerAsync(NetworkStream stream)
    {
        var head = new byte[16];
        await stream.ReadExactlyAsync(head);
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length is < 16 or > Longest) return false;
        var body = new byte[length - 16];
        await stream.ReadExactlyAsync(body);

        var operation = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(12));
        if (operation is not (OpQuery or OpMsg)) return false;
        var reply = await commands.AnswerAsync(operation == OpQuery ? FromQuery(body) : FromMessage(body));
        if (reply is null) return false;
        var wantsNone = operation == OpMsg && (BinaryPrimitives.ReadUInt32LittleEndian(body) & 2) != 0;
        if (!wantsNone) await SendAsync(stream, BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4)), operation, reply);
        return true;
    }

    private Request FromQuery(byte[] body)
    {
        var end = Array.IndexOf(body, (byte)0, 4);
        return Request.Of(body[(end + 9)..], null, id);
    }

    private Request FromMessage(byte[] body)
    {
        var hasChecksum = (BinaryPrimitives.ReadUInt32LittleEndian(body) & 1) != 0;
        var end = body.Length - (hasChecksum ? 4 : 0);
        byte[]? document = null, sequence = null;
        for (var at = 4; at < end;)
        {
            var kind = body[at++];
            var length = BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(at));
            if (kind == 0) document = body[at..(at + length)];
            else sequence = body[(Array.IndexOf(body, (byte)0, at + 4) + 1)..(at + length)];
            at += length;
        }

        return Request.Of(document ?? throw new InvalidDataException("a message without a command"), sequence, id);
    }

    private async Task SendAsync(NetworkStream stream, int to, int operation, byte[] document)
    {
        var isQuery = operation == OpQuery;
        var prefix = isQuery ? 36 : 21;
        var message = new byte[prefix + document.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), ++_replies);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), to);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), isQuery ? OpReply : OpMsg);
        if (isQuery)
        {
            message[16] = 8; // the flag AwaitCapable
            message[32] = 1; // one document
        }

        document.CopyTo(message, prefix);
        await stream.WriteAsync(message);
    }
}
