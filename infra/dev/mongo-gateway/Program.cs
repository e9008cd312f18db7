using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FlowForge.MongoGateway;

if (args is not [var port, var connection, .. var more])
{
    Console.Error.WriteLine("usage: mongo-gateway <port> <npgsql connection string> [pidfile]");
    return 2;
}

var time = TimeProvider.System;
await using var engine = new Engine(connection);
var cursors = new Cursors(engine, time);
var statements = new Statements(engine, new Indexes(engine), cursors);
var transactions = new Transactions(engine, statements, time);
var retries = new RetryableWrites(statements, time);
var commands = new Commands(new Handshake(engine, time), cursors, transactions, retries, statements);

using var listener = new TcpListener(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
listener.Start(256);
if (more is [var pidFile, ..]) await File.WriteAllTextAsync(pidFile, $"{Environment.ProcessId}");
Console.WriteLine($"listening on {port}");

_ = new Reaper(cursors, transactions, retries, time).RunAsync();
for (var id = 1; ; id++)
{
    var socket = await listener.AcceptSocketAsync();
    socket.NoDelay = true;
    var client = new Client(socket, id, commands);
    _ = Task.Run(client.ServeAsync);
}
