using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace FlowForge.Manifests.Tests;

/// <summary>What the roles say is one thing; these ask the server itself.</summary>
public sealed class When_an_API_server_is_asked_for_rights(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Everywhere = "";

    private static readonly string[] Verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

    /// <summary>Those of the table, and those that would be worth most to an intruder.</summary>
    private static readonly (string Group, string Resource)[] Resources =
    [
        .. Rights.Allowed.Select(right => (right.Group, right.Resource)).Distinct(),
        ("", "pods/log"), ("", "pods/ephemeralcontainers"), ("", "services"), ("", "serviceaccounts"), ("", "serviceaccounts/token"), ("", "nodes"), ("", "namespaces"),
        ("apps", "deployments"), ("batch", "cronjobs"), ("rbac.authorization.k8s.io", "roles"), ("rbac.authorization.k8s.io", "rolebindings"), ("rbac.authorization.k8s.io", "clusterrolebindings"),
    ];

    public static TheoryData<string> Services => [.. Manifests.Services];

    [Theory, MemberData(nameof(Services))]
    public async Task Should_it_allow_what_is_in_the_table_and_nothing_else(string service)
    {
        var rights = from place in new[] { server.JobNamespace, server.ServiceNamespace, Everywhere }
                     from resource in Resources
                     from verb in Verbs
                     select (place, asked: new Right(service, resource.Group, resource.Resource, verb));
        var wrong = new ConcurrentBag<string>();

        await Parallel.ForEachAsync(rights, TestContext.Current.CancellationToken, async (pair, _) =>
        {
            var allowed = await IsAllowedAsync(pair.asked, pair.place);
            if (allowed != (pair.place == server.JobNamespace && Rights.Allowed.Contains(pair.asked))) wrong.Add($"{(allowed ? "allowed" : "denied")} in '{pair.place}': {pair.asked}");
        });

        Assert.Empty(wrong);
    }

    [Theory, InlineData("timeouts", HttpStatusCode.NotFound), InlineData("cleanup", HttpStatusCode.Forbidden), InlineData("lifecycle", HttpStatusCode.Forbidden)]
    public async Task Should_only_timeouts_get_as_far_as_a_container(string service, HttpStatusCode expected)
    {
        // As the runtime does it, by websocket.
        using var client = await server.SignInAsync(service, TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<WebSocketException>(() =>
            client.WebSocketNamespacedPodExecAsync("no-such-pod", server.JobNamespace, "kill", "worker", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains($"'{(int)expected}'", refused.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("timeouts", true), InlineData("scheduler", false)]
    public async Task Should_a_service_with_its_own_token_see_jobs_only_where_it_may(string service, bool may)
    {
        using var client = await server.SignInAsync(service, TestContext.Current.CancellationToken);
        async Task<HttpStatusCode> ListAsync(string place)
        {
            try
            {
                await client.BatchV1.ListNamespacedJobAsync(place, cancellationToken: TestContext.Current.CancellationToken);
                return HttpStatusCode.OK;
            }
            catch (HttpOperationException e)
            {
                return e.Response.StatusCode;
            }
        }

        Assert.Equal(may ? HttpStatusCode.OK : HttpStatusCode.Forbidden, await ListAsync(server.JobNamespace));
        Assert.Equal(HttpStatusCode.Forbidden, await ListAsync("default"));
    }

    private async Task<bool> IsAllowedAsync(Right asked, string place)
    {
        var resource = asked.Resource.Split('/');
        var review = await server.Client.AuthorizationV1.CreateSubjectAccessReviewAsync(new V1SubjectAccessReview
        {
            Spec = new()
            {
                User = $"system:serviceaccount:{server.ServiceNamespace}:{asked.Service}",
                Groups = ["system:serviceaccounts", $"system:serviceaccounts:{server.ServiceNamespace}", "system:authenticated"],
                ResourceAttributes = new() { Group = asked.Group, Resource = resource[0], Subresource = resource.ElementAtOrDefault(1), Verb = asked.Verb, NamespaceProperty = place },
            },
        }, cancellationToken: TestContext.Current.CancellationToken);
        return review.Status.Allowed;
    }
}
