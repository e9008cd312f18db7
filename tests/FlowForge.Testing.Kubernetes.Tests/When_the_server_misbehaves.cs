using FlowForge.Testing.Kubernetes.Faults;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace FlowForge.Testing.Kubernetes.Tests;

public sealed class When_the_server_misbehaves : IAsyncLifetime
{
    private FakeCluster _cluster = null!;
    private IKubernetes _client = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await FakeCluster.StartAsync();
        _client = _cluster.CreateClient();
        _cluster.Add(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "map" } });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Should_refuse_as_often_as_told_and_then_obey()
    {
        _cluster.Faults.Add(Fault.Conflict("delete", "configmaps") with { Times = 2 });
        _cluster.Faults.Add(Fault.TooManyRequests("delete", "configmaps", TimeSpan.FromSeconds(7)));
        _cluster.Faults.Add(Fault.Unavailable("delete", "configmaps") with { Name = "another" });
        foreach (var code in new[] { 409, 409, 429 }) Assert.Equal(code, await RefusedAsync(retryAfter: code == 429 ? "7" : null));
        await DeleteAsync();
        Assert.Null(_cluster.Find<V1ConfigMap>("map"));
        Assert.False(_cluster.Faults.AreUsedUp);
        Assert.Equal(4, _cluster.Requests.Count(request => request is { Verb: "delete", Resource: "configmaps", Namespace: "default", Name: "map" }));
    }

    [Fact]
    public async Task Should_name_the_missing_right()
    {
        _cluster.Faults.Add(Fault.Forbidden("delete", "jobs") with { Times = Fault.Always });
        var one = await TestCluster.RefusalAsync(() => _client.BatchV1.DeleteNamespacedJobAsync("job", "default"));
        Assert.Equal((403, "Forbidden", "jobs.batch \"job\" is forbidden: User \"system:serviceaccount:flowforge:flowforge\" cannot delete resource \"jobs\" in API group \"batch\" in the namespace \"default\""), (one.Code, one.Reason, one.Message));
        _cluster.Faults.Add(Fault.Forbidden("list", "*"));
        var all = await TestCluster.RefusalAsync(() => _client.CoreV1.ListPodForAllNamespacesAsync());
        Assert.EndsWith("cannot list resource \"pods\" in API group \"\" at the cluster scope", all.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_break_connections_before_or_after_the_deed()
    {
        _cluster.Faults.Add(Fault.Reset("delete", "configmaps"));
        await Assert.ThrowsAsync<HttpRequestException>(DeleteAsync);
        Assert.NotNull(_cluster.Find<V1ConfigMap>("map"));
        _cluster.Faults.Add(Fault.AnswerLost("delete", "configmaps"));
        await Assert.ThrowsAsync<HttpRequestException>(DeleteAsync);
        Assert.Null(_cluster.Find<V1ConfigMap>("map"));
    }

    [Fact]
    public async Task Should_hang_until_the_caller_gives_up()
    {
        _cluster.Faults.Add(Fault.Hang("get", "configmaps"));
        using var patience = new CancellationTokenSource();
        var call = _client.CoreV1.ReadNamespacedConfigMapAsync("map", "default", cancellationToken: patience.Token);
        await Eventually.IsTrueAsync(() => _cluster.Requests.Count == 1, "the call has arrived");
        Assert.False(call.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Should_be_away_and_come_back()
    {
        _cluster.IsAway = true;
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.CoreV1.ReadNamespacedConfigMapAsync("map", "default"));
        _cluster.IsAway = false;
        Assert.Equal("map", (await _client.CoreV1.ReadNamespacedConfigMapAsync("map", "default")).Name());
    }

    [Fact]
    public async Task Should_end_watches()
    {
        _cluster.Faults.Add(Fault.WatchEnds("configmaps"));
        await Assert.ThrowsAsync<HttpRequestException>(() => WatchAsync());
        _cluster.Faults.Add(Fault.WatchExpires("configmaps"));
        var errors = new List<Exception>();
        Assert.Equal(0, await WatchAsync(errors.Add));
        Assert.Equal(410, Assert.IsType<KubernetesException>(Assert.Single(errors)).Status.Code);
        _cluster.Faults.Add(Fault.WatchEnds("configmaps", afterEvents: 1));
        Assert.Equal(1, await WatchAsync());
    }

    private Task DeleteAsync() => _client.CoreV1.DeleteNamespacedConfigMapAsync("map", "default");

    private async Task<int> RefusedAsync(string? retryAfter = null)
    {
        var error = await Assert.ThrowsAsync<HttpOperationException>(DeleteAsync);
        if (retryAfter is not null) Assert.Equal(retryAfter, error.Response.Headers["Retry-After"].Single());
        return (int)error.Response.StatusCode;
    }

    private async Task<int> WatchAsync(Action<Exception>? onError = null)
    {
        var seen = 0;
        await foreach (var _ in _client.CoreV1.WatchListNamespacedConfigMapAsync("default", onError: onError)) seen++;
        return seen;
    }
}
