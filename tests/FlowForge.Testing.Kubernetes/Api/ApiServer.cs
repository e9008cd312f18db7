using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Controllers;
using FlowForge.Testing.Kubernetes.Exec;
using FlowForge.Testing.Kubernetes.Faults;
using FlowForge.Testing.Kubernetes.Storage;
using Microsoft.AspNetCore.Http;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>Takes every request: records it, spoils it if a fault says so, and answers it.</summary>
internal sealed class ApiServer(ObjectStore store, ControlLoop loop, Kubelet kubelet, Reader reader, Writer writer, WatchResponse watches, FaultRules faults, Journal journal, string user)
{
    public bool IsAway { get; set; }

    public CancellationToken Stopping { get; init; }

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            if (IsAway) context.Abort();
            else await AnswerAsync(context);
        }
        catch (ApiException error)
        {
            if (error.RetryAfter is { } wait) context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await WriteAsync(context, error.Code, error.ToStatus());
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.Value is "/readyz" or "/livez" or "/healthz")
        {
            await context.Response.WriteAsync("ok", Stopping);
            return;
        }

        var request = ApiRequest.Parse(context.Request) ?? throw ApiErrors.UnknownPath();
        using var body = new StreamReader(context.Request.Body);
        var text = await body.ReadToEndAsync(context.RequestAborted);
        journal.Add(new RecordedRequest(request.Verb, request.Resource, request.Namespace, request.Name, context.Request.QueryString.Value ?? "", text));
        var fault = faults.Take(request);
        if (fault is not null && await SpoilAsync(context, request, fault)) return;
        if (request.Verb == "watch") await watches.WriteAsync(context, request, fault?.Kind == FaultKind.WatchEnds ? fault.Events : null, Stopping);
        else if (request.Resource == "pods/exec") await ExecuteAsync(context, request);
        else
        {
            var (code, answer) = Answer(request, context.Request.ContentType, Parse(request, text));
            if (fault?.Kind == FaultKind.AnswerLost) context.Abort();
            else await WriteAsync(context, code, answer);
        }
    }

    /// <summary>Whether that was the end of the request.</summary>
    private async Task<bool> SpoilAsync(HttpContext context, ApiRequest request, Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.Status or FaultKind.Forbidden: throw FaultRules.ErrorOf(fault, request, user);
            case FaultKind.Reset:
                context.Abort();
                return true;
            case FaultKind.Hang:
                using (var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, Stopping)) await Task.Delay(Timeout.InfiniteTimeSpan, ends.Token);
                return true;
            case FaultKind.WatchExpires:
                var expired = ApiErrors.Expired("too old resource version: 1 (2)").ToStatus();
                await WriteAsync(context, 200, new JsonObject { ["type"] = "ERROR", ["object"] = expired });
                return true;
            default: return false;
        }
    }

    private (int Code, JsonObject Answer) Answer(ApiRequest request, string? contentType, JsonNode? body)
    {
        if (request.Subresource is not (null or "status")) throw ApiErrors.UnknownPath();
        lock (store.Gate)
        {
            try
            {
                return request.Verb switch
                {
                    "get" => (200, reader.Get(request)),
                    "list" => (200, reader.List(request)),
                    "create" => (201, writer.Create(request, body!)),
                    "update" => (200, writer.Update(request, body!)),
                    "patch" => (200, writer.Patched(request, contentType, body!)),
                    "delete" => (200, writer.Delete(request, body)),
                    "deletecollection" => (200, writer.DeleteCollection(request, body)),
                    _ => throw ApiErrors.MethodNotAllowed(),
                };
            }
            finally
            {
                loop.Settle();
            }
        }
    }

    private async Task ExecuteAsync(HttpContext context, ApiRequest request)
    {
        FakePod pod;
        ExecCall call;
        lock (store.Gate)
        {
            call = ExecSession.Check(request, reader.Get(request));
            pod = kubelet.Pod(new ObjectKey(request.Kind, request.Namespace!, request.Name!));
        }

        journal.Add(call);
        await ExecSession.RunAsync(context, call, pod.OnExec, Stopping);
    }

    private static JsonNode? Parse(ApiRequest request, string text)
    {
        if (text.Length == 0 && request.Verb is not ("create" or "update" or "patch")) return null;
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException error)
        {
            throw ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {request.Kind.Kind}): couldn't get version/kind; json parse error: {error.Message}");
        }
    }

    private static async Task WriteAsync(HttpContext context, int code, JsonObject answer)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString() + "\n", context.RequestAborted);
    }
}
