using System.Net.Http.Headers;
using System.Text;

namespace FlowForge.KubernetesRuntime;

/// <summary>One call, and how roles and people name it.</summary>
internal sealed record ApiCall(HttpMethod Method, string Verb, ApiKind Kind, string Namespace, string Query = "", string? Name = null, string? Body = null)
{
    public HttpRequestMessage ToRequest(Uri server)
    {
        // The base address may have a path of its own, behind a proxy.
        var request = new HttpRequestMessage(Method, new Uri($"{server.AbsoluteUri.TrimEnd('/')}/{Kind.Address(Namespace, Name)}{Query}"));
        request.Headers.TryAddWithoutValidation("Accept", Kind.Accept(Verb == "list" ? "PartialObjectMetadataList" : "PartialObjectMetadata"));
        if (Body is not null)
        {
            request.Content = new StringContent(Body, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(Method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        }

        return request;
    }

    public override string ToString() => $"{Verb} {Kind.Plural}{(Name is null ? "" : $" '{Name}'")} in namespace '{Namespace}'";
}
