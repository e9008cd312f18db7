using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Api;
using FlowForge.Testing.Kubernetes.Storage;
using Microsoft.AspNetCore.Http;

namespace FlowForge.Testing.Kubernetes.Exec;

/// <summary>pods/exec over a websocket, protocol v4.channel.k8s.io: the first byte of a message names its stream.</summary>
internal static class ExecSession
{
    private const string Protocol = "v4.channel.k8s.io";
    private const byte StandardOutput = 1;
    private const byte StandardError = 2;
    private const byte Outcome = 3;

    /// <summary>What a server refuses before it asks the pod's node, and what the node refuses.</summary>
    public static ExecCall Check(ApiRequest request, JsonObject pod)
    {
        var containers = pod.Items("spec", "containers").Select(container => container.Text("name") ?? "").ToArray();
        var asked = request.Query["container"].ToString() is { Length: > 0 } name ? name : null;
        if (asked is not null && !containers.Contains(asked)) throw ApiErrors.BadRequest($"container {asked} is not valid for pod {pod.Name()}");
        if (asked is null && containers.Length > 1) throw ApiErrors.BadRequest($"a container name must be specified for pod {pod.Name()}, choose one of: [{string.Join(' ', containers)}]");
        if (string.IsNullOrEmpty(pod.Text("spec", "nodeName"))) throw ApiErrors.BadRequest($"pod {pod.Name()} does not have a host assigned");
        string[] command = [.. request.Query["command"].OfType<string>()];
        if (command.Length == 0) throw ApiErrors.BadRequest("you must specify at least 1 command for the container");
        if (pod.Text("status", "phase") != "Running") throw ApiErrors.Internal($"container not found (\"{asked ?? containers.Single()}\")");
        return new ExecCall(request.Namespace!, pod.Name(), asked ?? containers.Single(), command);
    }

    public static async Task RunAsync(HttpContext context, ExecCall call, Func<ExecCall, ExecAnswer> run, CancellationToken stopping)
    {
        if (!context.WebSockets.IsWebSocketRequest) throw ApiErrors.BadRequest("Upgrade request required");
        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol)) throw ApiErrors.BadRequest($"the fake speaks {Protocol} only");
        using var socket = await context.WebSockets.AcceptWebSocketAsync(Protocol);
        var answer = run(call);
        if (answer.StandardOutput.Length > 0) await SendAsync(socket, StandardOutput, answer.StandardOutput, stopping);
        if (answer.StandardError.Length > 0) await SendAsync(socket, StandardError, answer.StandardError, stopping);
        await SendAsync(socket, Outcome, StatusOf(call, answer).ToJsonString(), stopping);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stopping);
    }

    private static JsonObject StatusOf(ExecCall call, ExecAnswer answer)
    {
        if (answer.Failure is { } failure)
        {
            var status = ApiErrors.Internal(failure).ToStatus();
            status.Remove("kind");
            status.Remove("apiVersion");
            return status;
        }

        if (answer.ExitCode == 0) return new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Success" };
        return new JsonObject
        {
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = $"command terminated with non-zero exit code: error executing command [{string.Join(' ', call.Command)}], exit code {answer.ExitCode}",
            ["reason"] = "NonZeroExitCode",
            ["details"] = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = $"{answer.ExitCode}" }) },
        };
    }

    private static Task SendAsync(WebSocket socket, byte stream, string text, CancellationToken stopping) =>
        socket.SendAsync((byte[])[stream, .. Encoding.UTF8.GetBytes(text)], WebSocketMessageType.Binary, endOfMessage: true, stopping);
}
