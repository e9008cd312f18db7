using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;

namespace FlowForge.Testing.Kubernetes.Tests;

public sealed class When_a_watch_is_open
{
    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_tell_what_enters_changes_within_and_leaves_the_selection(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.MapAsync("other");
        var from = (await cluster.Client.CoreV1.ListNamespacedConfigMapAsync(cluster.Namespace)).Metadata.ResourceVersion;
        await cluster.MapAsync("map", meta => meta.Labels = Labels("1"));
        Task Patch(object metadata) => cluster.Client.CoreV1.PatchNamespacedConfigMapAsync(TestCluster.Merge(new { metadata }), "map", cluster.Namespace);
        await Patch(new { labels = Labels("2") });
        await cluster.Client.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch("""{"metadata":{"labels":{"seen":null}}}""", V1Patch.PatchType.MergePatch), "map", cluster.Namespace);
        await Patch(new { annotations = Labels("unseen") });
        await Patch(new { labels = Labels("3") });
        await cluster.Client.CoreV1.DeleteNamespacedConfigMapAsync("map", cluster.Namespace);
        var events = await WatchAsync(cluster, from, timeoutSeconds: 3);
        Assert.Equal(["Added map 1", "Modified map 2", "Deleted map 2", "Added map 3", "Deleted map 3"], events.Where(seen => seen.Type != WatchEventType.Bookmark).Select(seen => $"{seen.Type} {seen.Map.Name()} {seen.Map.GetLabel("seen")}"));
        var versions = events.Select(seen => long.Parse(seen.Map.ResourceVersion(), System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(versions.Order(), versions);
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_first_tell_what_is_there_if_no_version_is_given(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.MapAsync("b", meta => meta.Labels = Labels("1"));
        await cluster.MapAsync("a", meta => meta.Labels = Labels("1"));
        var events = await WatchAsync(cluster, null, timeoutSeconds: 3);
        Assert.Equal(["a", "b"], events.Where(seen => seen.Type == WatchEventType.Added).Select(seen => seen.Map.Name()).Order());
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_throw_if_it_ends_before_any_event(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        var from = (await cluster.Client.CoreV1.ListNamespacedConfigMapAsync(cluster.Namespace)).Metadata.ResourceVersion;
        await Assert.ThrowsAsync<HttpRequestException>(() => WatchAsync(cluster, from, timeoutSeconds: 1, bookmarks: false));
    }

    [Fact]
    public async Task Should_be_told_that_its_version_is_expired()
    {
        await using var cluster = await FakeCluster.StartAsync();
        using var client = cluster.CreateClient();
        var from = (await client.CoreV1.ListNamespacedConfigMapAsync("default")).Metadata.ResourceVersion;
        cluster.ExpireHistory();
        Assert.Equal((410, "Expired"), await ErrorAsync(client, from));
    }

    [Fact]
    public async Task Should_forget_what_is_older_than_its_history()
    {
        await using var cluster = await FakeCluster.StartAsync(new FakeClusterOptions { HistoryLimit = 2 });
        using var client = cluster.CreateClient();
        var from = (await client.CoreV1.ListNamespacedConfigMapAsync("default")).Metadata.ResourceVersion;
        foreach (var name in new[] { "a", "b", "c" }) cluster.Add(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = name } });
        Assert.Equal((410, "Expired"), await ErrorAsync(client, from));
    }

    [Fact]
    public async Task Should_end_with_a_bookmark_when_its_time_is_over()
    {
        var time = new FakeTimeProvider();
        await using var cluster = await FakeCluster.StartAsync(new FakeClusterOptions { Time = time });
        using var client = cluster.CreateClient();
        var watching = Task.Run(async () => await client.CoreV1.WatchListNamespacedConfigMapAsync("default", allowWatchBookmarks: true, timeoutSeconds: 300).Select(seen => seen.Item1).ToListAsync());
        await Eventually.IsTrueAsync(() => cluster.OpenWatches == 1, "the watch is open");
        time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(1, cluster.OpenWatches);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([WatchEventType.Bookmark], await watching);
    }

    [Fact]
    public async Task Should_bring_bookmarks_and_end_when_the_test_says_so()
    {
        await using var cluster = await FakeCluster.StartAsync();
        using var client = cluster.CreateClient();
        var seen = new ConcurrentQueue<WatchEventType>();
        var watching = Task.Run(async () =>
        {
            await foreach (var (type, _) in client.CoreV1.WatchListNamespacedConfigMapAsync("default", allowWatchBookmarks: true)) seen.Enqueue(type);
        });
        await Eventually.IsTrueAsync(() => cluster.OpenWatches == 1, "the watch is open");
        cluster.Add(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "map" } });
        cluster.SendBookmarks();
        await Eventually.IsTrueAsync(() => seen.Count == 2, "both events came");
        cluster.CloseWatches();
        await watching;
        Assert.Equal([WatchEventType.Added, WatchEventType.Bookmark], seen);
        await Eventually.IsTrueAsync(() => cluster.OpenWatches == 0, "the watch is closed");
    }

    /// <summary>The client tells errors to a callback, and without one to nobody.</summary>
    private static async Task<(int? Code, string Reason)> ErrorAsync(IKubernetes client, string from)
    {
        var errors = new List<Exception>();
        await foreach (var _ in client.CoreV1.WatchListNamespacedConfigMapAsync("default", resourceVersion: from, onError: errors.Add)) Assert.Fail("an expired watch brings no event");
        var status = Assert.IsType<KubernetesException>(Assert.Single(errors)).Status;
        return (status.Code, status.Reason);
    }

    private static Dictionary<string, string> Labels(string value) => new() { ["seen"] = value };

    private static async Task<List<(WatchEventType Type, V1ConfigMap Map)>> WatchAsync(TestCluster cluster, string? from, int timeoutSeconds, bool bookmarks = true)
    {
        var events = new List<(WatchEventType, V1ConfigMap)>();
        await foreach (var seen in cluster.Client.CoreV1.WatchListNamespacedConfigMapAsync(cluster.Namespace, labelSelector: "seen", resourceVersion: from, timeoutSeconds: timeoutSeconds, allowWatchBookmarks: bookmarks)) events.Add(seen);
        return events;
    }
}
