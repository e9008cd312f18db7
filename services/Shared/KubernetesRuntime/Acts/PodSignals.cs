using System.Net;
using System.Net.WebSockets;
using k8s;
using k8s.Autorest;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime;

/// <summary>By exec, as one would by hand.</summary>
internal sealed class PodSignals(Kubernetes client, IOptions<KubernetesOptions> options, TimeProvider clock) : IPodSignals
{
    private static readonly string[] Command = ["sh", "-c", "kill -TERM 1"];

    public async Task<string?> TerminateAsync(string @namespace, string pod, string container, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.CallTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var complaint = "";
        try
        {
            var exit = await client.NamespacedPodExecAsync(pod, @namespace, container, Command, tty: false,
                async (_, _, error) => complaint = await new StreamReader(error).ReadToEndAsync(both.Token), both.Token).WaitAsync(both.Token);
            return exit == 0 ? null : $"sh ended with {exit}{(complaint.Length == 0 ? "" : $": {FlowForge.Jobs.DnsName.Printable(complaint.Trim())}")}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"exec did not end within {FlowForge.Jobs.Durations.Format(options.Value.CallTimeout)}";
        }
        catch (Exception e) when (IsForbidden(e))
        {
            return $"exec was refused (403 Forbidden): the role of FlowForge's service account lacks the verb 'create' or 'get' on 'pods/exec' in namespace '{@namespace}'";
        }
        catch (Exception e) when (e is KubernetesException or WebSocketException or HttpOperationException or HttpRequestException or IOException)
        {
            return $"exec did not work: {e.Message}";
        }
    }

    /// <summary>A websocket that is refused keeps the code in its message alone.</summary>
    private static bool IsForbidden(Exception exception) => exception switch
    {
        KubernetesException e => e.Status?.Code == (int)HttpStatusCode.Forbidden,
        HttpOperationException e => e.Response?.StatusCode == HttpStatusCode.Forbidden,
        HttpRequestException e => e.StatusCode == HttpStatusCode.Forbidden,
        WebSocketException e => e.Message.Contains("'403'", StringComparison.Ordinal),
        _ => false,
    };
}
