using k8s;
using k8s.Models;

namespace FlowForge.Testing.Kubernetes.Tests;

public sealed class When_objects_are_selected
{
    public static TheoryData<Server, string, string> Selectors()
    {
        var data = new TheoryData<Server, string, string>();
        foreach (var server in Enum.GetValues<Server>())
            foreach (var (selector, found) in new[] { ("tier=a", "one"), ("tier==a", "one"), ("tier!=a", "three two"), ("tier in (a,b)", "one two"), ("tier in (a, b),extra", "two"), ("tier notin (a)", "three two"), ("tier", "one two"), ("!tier,mine=yes", "three"), ("tier=a,tier=b", "") })
                data.Add(server, selector, found);
        return data;
    }

    [Theory, MemberData(nameof(Selectors))]
    public async Task Should_find_what_the_labels_say(Server server, string selector, string found)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.MapAsync("one", meta => meta.Labels = new Dictionary<string, string> { ["mine"] = "yes", ["tier"] = "a" });
        await cluster.MapAsync("two", meta => meta.Labels = new Dictionary<string, string> { ["mine"] = "yes", ["tier"] = "b", ["extra"] = "" });
        await cluster.MapAsync("three", meta => meta.Labels = new Dictionary<string, string> { ["mine"] = "yes" });
        var listed = await cluster.Client.CoreV1.ListNamespacedConfigMapAsync(cluster.Namespace, labelSelector: selector);

        // A real server puts a map of its own into every namespace.
        Assert.Equal(found, string.Join(' ', listed.Items.Select(map => map.Name()).Where(name => name != "kube-root-ca.crt")));
        Assert.All(listed.Items, map => Assert.Null(map.Kind));
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_refuse_selectors_that_the_server_does_not_know(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        async Task<string> Refusal(string? fields, string? labels = null)
        {
            var refusal = await TestCluster.RefusalAsync(() => cluster.Client.BatchV1.ListNamespacedJobAsync(cluster.Namespace, fieldSelector: fields, labelSelector: labels));
            Assert.Equal((400, "BadRequest"), (refusal.Code, refusal.Reason));
            return refusal.Message;
        }

        Assert.Equal("invalid selector: 'status.successful>0'; can't understand 'status.successful>0'", await Refusal("status.successful>0"));
        Assert.Equal("field label \"status.failed\" not supported for batchv1.Job", await Refusal("status.failed=1"));
        Assert.Equal("found '=', expected: ',' or 'end of string'", await Refusal(null, "a==b=c"));
        await Refusal(null, "a in b");
        var maps = await TestCluster.RefusalAsync(() => cluster.Client.CoreV1.ListNamespacedConfigMapAsync(cluster.Namespace, fieldSelector: "data=1"));
        Assert.Equal("\"data\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"", maps.Message);
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_find_jobs_by_success(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.JobAsync("done");
        await cluster.JobAsync("running");
        await cluster.EndAsync(await cluster.PodAsync("done"), "Succeeded");
        await cluster.UntilAsync("done", job => job.Status.Succeeded == 1, "the Job has succeeded");
        async Task<string> Found(string fields) => string.Join(' ', (await cluster.Client.BatchV1.ListNamespacedJobAsync(cluster.Namespace, fieldSelector: fields)).Items.Select(job => job.Name()));
        Assert.Equal("done", await Found("status.successful=1"));
        Assert.Equal("running", await Found("status.successful!=1"));
        Assert.Equal("running", await Found("metadata.name=running,status.successful=0"));
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_give_long_lists_in_pages(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        foreach (var name in new[] { "a", "b", "c", "d", "e" }) await cluster.MapAsync(name, meta => meta.Labels = new Dictionary<string, string> { ["page"] = "1" });
        var names = new List<string>();
        V1ConfigMapList? page = null;
        do
        {
            page = await cluster.Client.CoreV1.ListNamespacedConfigMapAsync(cluster.Namespace, labelSelector: "page", limit: 2, continueParameter: page?.Metadata.ContinueProperty);
            names.AddRange(page.Items.Select(map => map.Name()));
            Assert.True(page.Items.Count <= 2);
        }
        while (!string.IsNullOrEmpty(page.Metadata.ContinueProperty));
        Assert.Equal(["a", "b", "c", "d", "e"], names);
        var refusal = await TestCluster.RefusalAsync(() => cluster.Client.CoreV1.ListNamespacedConfigMapAsync(cluster.Namespace, continueParameter: "rubbish"));
        Assert.Equal(400, refusal.Code);
        Assert.StartsWith("invalid continue token: continue key is not valid", refusal.Message, StringComparison.Ordinal);
    }
}
