using System.Text;
using FlowForge.Jobs;
using FlowForge.Testing;
using FlowForge.Testing.Kubernetes.Faults;
using k8s;
using k8s.Models;

namespace FlowForge.KubernetesRuntime.Tests;

public sealed class When_objects_are_orphaned
{
    private const string Key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", OtherKey = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    private static readonly Guid Orphan = DerivedId.From("orphan");
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_what_carries_a_job_id_be_listed_by_kind_and_nothing_else(ServerKind kind)
    {
        // So small a page that each listing takes several.
        await using var cluster = await TestCluster.StartAsync(kind, options => options.PageSize = 1);
        await cluster.AddJobAsync("one", job => job.Spec.Template.Metadata.Labels["flowforge.io/attempt"] = "2");
        await cluster.FirstPodAsync("one");
        foreach (var id in (string[])["two", "three"]) await cluster.AddLeavingsAsync(id);
        await cluster.Client.CoreV1.CreateNamespacedConfigMapAsync(Named("unlabelled", null), cluster.Namespace, cancellationToken: _cancelled);
        await cluster.Client.CoreV1.CreateNamespacedConfigMapAsync(Named("no-job-id", "Not_An_Id"), cluster.Namespace, cancellationToken: _cancelled);

        foreach (var leaving in (string[])["secret", "configmap", "persistentvolumeclaim"])
            Assert.Equal([("three", "three"), ("two", "two")], (await ListAsync(cluster, leaving)).Select(found => (found.Name, found.JobId.Value)));
        var job = Assert.Single(await ListAsync(cluster, "job"));
        Assert.Equal(("one", cluster.Namespace, null), (job.Name, job.Namespace, job.HeldBy));
        Assert.NotNull(job.Uid);
        var pod = Assert.Single(await ListAsync(cluster, "pod"));
        Assert.Equal(("one", 2), (pod.JobId.Value, pod.Attempt));
        Assert.InRange(pod.ChangedAt!.Value, TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddMinutes(5));
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_a_Job_go_before_its_pods_and_they_before_what_they_use(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await cluster.AddRunningJobAsync("gone");
        await cluster.AddLeavingsAsync("gone");

        Assert.Contains("job 'gone' of the same job is still there", (await SeeAsync(cluster, "pod")).HeldBy, StringComparison.Ordinal);
        Assert.Contains("job 'gone' of the same job is still there", (await SeeAsync(cluster, "secret")).HeldBy, StringComparison.Ordinal);
        // Whoever started it may have forgotten to announce it.
        var running = await SeeAsync(cluster, "job");
        Assert.Contains("it has not ended", running.HeldBy, StringComparison.Ordinal);
        Assert.Contains("it has not ended", (await Assert.ThrowsAsync<InvalidOperationException>(() => Of(cluster, "job").RemoveAsync(running, Orphan, keep: false, _cancelled))).Message, StringComparison.Ordinal);
        await cluster.KillAsync("gone");
        await Eventually.IsTrueAsync(async () => (await SeeAsync(cluster, "job")).HeldBy is null, "its end was not seen");

        await RemoveAsync(cluster, "job");
        Assert.Null(await cluster.JobAsync("gone"));
        // A pod has its grace; who is being deleted is not deleted again.
        if (await FindAsync(cluster, "pod") is { } pod && await InspectAsync(cluster, pod) is { } left) Assert.True(left.IsGoing);
        await EndPodsAsync(cluster);

        foreach (var leaving in (string[])["secret", "configmap", "persistentvolumeclaim"]) await RemoveAsync(cluster, leaving);
        Assert.Empty(await cluster.LeavingsAsync("gone"));
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_a_pod_without_its_Job_be_deleted_with_its_own_grace(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await cluster.AddRunningJobAsync("gone", ignoresTermination: true);
        await cluster.OrphanJobAsync("gone");
        await Eventually.IsTrueAsync(async () => await cluster.JobAsync("gone") is null, "the Job did not go");
        var (pods, seen) = (Of(cluster, "pod"), await SeeAsync(cluster, "pod"));
        Assert.Null(seen.HeldBy);

        await pods.RemoveAsync(seen, Orphan, keep: true, _cancelled);
        await pods.RemoveAsync(seen, Orphan, keep: true, _cancelled);

        Assert.True((await InspectAsync(cluster, seen))!.IsGoing);
        await EndPodsAsync(cluster);
        Assert.Null(await InspectAsync(cluster, seen));
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_whatever_mark_holds_it_or_its_Job_be_heeded(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await cluster.AddLeavingsAsync("gone", metadata => metadata.Annotations["flowforge.io/legal-hold"] = "true");
        var (secrets, seen) = (Of(cluster, "secret"), await SeeAsync(cluster, "secret"));
        Assert.Contains("flowforge.io/legal-hold=true", seen.HeldBy, StringComparison.Ordinal);
        Assert.Contains("it was left", (await Assert.ThrowsAsync<InvalidOperationException>(() => secrets.RemoveAsync(seen, Orphan, keep: false, _cancelled))).Message, StringComparison.Ordinal);

        await cluster.AddJobAsync("other", job => job.Metadata.Annotations["flowforge.io/protected"] = "true");
        await cluster.AddLeavingsAsync("other");
        var others = await InspectAsync(cluster, (await ListAsync(cluster, "configmap")).Single(one => one.Name == "other"));
        Assert.Contains("job 'other' of the same job carries flowforge.io/protected=true", others!.HeldBy, StringComparison.Ordinal);
        Assert.Equal(3, (await cluster.LeavingsAsync("gone")).Count);
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_another_of_its_name_not_be_taken_for_it(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind);
        await cluster.AddLeavingsAsync("gone");
        var seen = await SeeAsync(cluster, "configmap");
        await cluster.Client.CoreV1.DeleteNamespacedConfigMapAsync("gone", cluster.Namespace, cancellationToken: _cancelled);
        await cluster.Client.CoreV1.CreateNamespacedConfigMapAsync(Named("gone", "gone"), cluster.Namespace, cancellationToken: _cancelled);

        Assert.Null(await InspectAsync(cluster, seen));
        await Of(cluster, "configmap").RemoveAsync(seen, Orphan, keep: false, _cancelled);

        Assert.Contains("configmap", await cluster.LeavingsAsync("gone"));
    }

    [Theory, MemberData(nameof(Servers.All), MemberType = typeof(Servers))]
    public async Task Should_configmaps_and_secrets_be_brought_back_and_secrets_be_kept_sealed(ServerKind kind)
    {
        await using var cluster = await TestCluster.StartAsync(kind, options => options.UndoKey = Key);
        await AddAsync(cluster);

        foreach (var leaving in (string[])["secret", "configmap"])
        {
            var (source, seen) = (Of(cluster, leaving), await SeeAsync(cluster, leaving));
            Assert.Null(source.NoUndo);
            var undo = await source.PrepareUndoAsync(seen, _cancelled);
            if (leaving == "secret") Assert.DoesNotContain("s3cr3t", undo + Encoding.UTF8.GetString(Convert.FromBase64String(undo!["aes256gcm:".Length..])), StringComparison.Ordinal);
            await RemoveAsync(cluster, leaving);
            await source.RestoreAsync(seen, Orphan, undo, _cancelled);
            await source.RestoreAsync(seen, Orphan, undo, _cancelled);
        }

        var secret = await cluster.Client.CoreV1.ReadNamespacedSecretAsync("gone", cluster.Namespace, cancellationToken: _cancelled);
        Assert.Equal(("s3cr3t", "Opaque", "kept"), (Encoding.UTF8.GetString(secret.Data["token"]), secret.Type, secret.Metadata.Annotations["note"]));
        Assert.Equal("value", (await cluster.Client.CoreV1.ReadNamespacedConfigMapAsync("gone", cluster.Namespace, cancellationToken: _cancelled)).Data["key"]);
    }

    [Fact]
    public async Task Should_what_is_there_with_other_content_not_be_overwritten()
    {
        await using var cluster = await TestCluster.StartAsync();
        await AddAsync(cluster);
        var (source, seen) = (Of(cluster, "configmap"), await SeeAsync(cluster, "configmap"));
        var undo = await source.PrepareUndoAsync(seen, _cancelled);
        await RemoveAsync(cluster, "configmap");
        await cluster.Client.CoreV1.CreateNamespacedConfigMapAsync(Named("gone", "gone"), cluster.Namespace, cancellationToken: _cancelled);

        Assert.Contains("it was not overwritten", (await Assert.ThrowsAsync<InvalidOperationException>(() => source.RestoreAsync(seen, Orphan, undo, _cancelled))).Message, StringComparison.Ordinal);

        Assert.Null((await cluster.Client.CoreV1.ReadNamespacedConfigMapAsync("gone", cluster.Namespace, cancellationToken: _cancelled)).Data);
    }

    [Fact]
    public async Task Should_a_sealed_secret_open_by_its_key_alone_in_its_place_and_unchanged()
    {
        await using var cluster = await TestCluster.StartAsync(configure: options => options.UndoKey = Key);
        await AddAsync(cluster);
        var (source, seen) = (Of(cluster, "secret"), await SeeAsync(cluster, "secret"));
        var undo = (await source.PrepareUndoAsync(seen, _cancelled))!;
        await RemoveAsync(cluster, "secret");

        await using var stranger = await TestCluster.StartAsync(configure: options => options.UndoKey = OtherKey);
        Assert.Contains("another kubernetes:undoKey", await RefusedAsync(Of(stranger, "secret"), seen, undo), StringComparison.Ordinal);
        await using var keyless = await TestCluster.StartAsync();
        Assert.Contains("undoKey is not set", await RefusedAsync(Of(keyless, "secret"), seen, undo), StringComparison.Ordinal);
        Assert.Contains("undoKey is not set", Of(keyless, "secret").NoUndo, StringComparison.Ordinal);
        Assert.Contains("was changed since", await RefusedAsync(source, seen, undo[..^8] + "AAAAAAA="), StringComparison.Ordinal);
        Assert.Contains("was changed since", await RefusedAsync(source, seen, "aes256gcm:????"), StringComparison.Ordinal);
        Assert.Contains("was changed since", await RefusedAsync(source, seen with { Name = "elsewhere" }, undo), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await cluster.LeavingsAsync("gone"));
    }

    [Fact]
    public async Task Should_what_cannot_be_undone_say_why()
    {
        await using var cluster = await TestCluster.StartAsync();
        Assert.Contains("what ran cannot be brought back", Of(cluster, "pod").NoUndo, StringComparison.Ordinal);
        Assert.Contains("what ran cannot be brought back", Of(cluster, "job").NoUndo, StringComparison.Ordinal);
        Assert.Contains("what its volume held could not", Of(cluster, "persistentvolumeclaim").NoUndo, StringComparison.Ordinal);
        Assert.Null(Of(cluster, "configmap").NoUndo);
    }

    [Fact]
    public async Task Should_a_namespace_that_is_not_allowed_be_refused()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Fake!.AddNamespace("elsewhere");
        await cluster.Client.CoreV1.CreateNamespacedConfigMapAsync(Named("gone", "gone"), "elsewhere", cancellationToken: _cancelled);
        Assert.Empty(await ListAsync(cluster, "configmap"));
        var seen = new OwnedResource { Kind = "configmap", Name = "gone", Namespace = "elsewhere", JobId = JobId.Parse("gone"), Uid = "u" };

        foreach (var act in (Func<Task>[])[() => Of(cluster, "configmap").InspectAsync(seen, _cancelled), () => Of(cluster, "configmap").RemoveAsync(seen, Orphan, false, _cancelled), () => Of(cluster, "configmap").RestoreAsync(seen, Orphan, "{}", _cancelled)])
            Assert.Contains("is none in which FlowForge may act", (await Assert.ThrowsAsync<InvalidOperationException>(act)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_a_server_that_refuses_or_fails_be_an_error_and_not_empty()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Fake!.Faults.Add(Fault.Forbidden("list", "secrets") with { Times = Fault.Always });
        cluster.Fake.Faults.Add(Fault.InternalError("list", "configmaps") with { Times = Fault.Always });

        Assert.Contains("lacks the verb 'list' on 'secrets'", (await Assert.ThrowsAsync<KubernetesApiException>(() => ListAsync(cluster, "secret"))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<KubernetesApiException>(() => ListAsync(cluster, "configmap"));
    }

    private async Task<string> RefusedAsync(IOwnedResources source, OwnedResource seen, string undo) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => source.RestoreAsync(seen, Orphan, undo, _cancelled))).Message;

    private async Task AddAsync(TestCluster cluster)
    {
        var metadata = new V1ObjectMeta { Name = "gone", Labels = new Dictionary<string, string> { ["flowforge.io/job-id"] = "gone" }, Annotations = new Dictionary<string, string> { ["note"] = "kept" } };
        await cluster.Client.CoreV1.CreateNamespacedSecretAsync(new V1Secret { Metadata = metadata, Data = new Dictionary<string, byte[]> { ["token"] = "s3cr3t"u8.ToArray() } }, cluster.Namespace, cancellationToken: _cancelled);
        await cluster.Client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = metadata, Data = new Dictionary<string, string> { ["key"] = "value" } }, cluster.Namespace, cancellationToken: _cancelled);
    }

    private static V1ConfigMap Named(string name, string? job) =>
        new() { Metadata = new V1ObjectMeta { Name = name, Labels = job is null ? null : new Dictionary<string, string> { ["flowforge.io/job-id"] = job } } };

    private static IOwnedResources Of(TestCluster cluster, string kind) => cluster.Get<IEnumerable<IOwnedResources>>().Single(source => source.Kind == kind);

    private async Task<List<OwnedResource>> ListAsync(TestCluster cluster, string kind)
    {
        var all = new List<OwnedResource>();
        await foreach (var page in Of(cluster, kind).ListAsync(_cancelled)) all.AddRange(page);
        return [.. all.OrderBy(one => one.Name, StringComparer.Ordinal)];
    }

    private async Task<OwnedResource?> FindAsync(TestCluster cluster, string kind) => (await ListAsync(cluster, kind)).SingleOrDefault(one => one.JobId.Value == "gone");

    private Task<OwnedResource?> InspectAsync(TestCluster cluster, OwnedResource resource) => Of(cluster, resource.Kind).InspectAsync(resource, _cancelled);

    private async Task<OwnedResource> SeeAsync(TestCluster cluster, string kind) => (await InspectAsync(cluster, (await FindAsync(cluster, kind))!))!;

    /// <summary>Until it is gone.</summary>
    private async Task RemoveAsync(TestCluster cluster, string kind)
    {
        var seen = await SeeAsync(cluster, kind);
        Assert.Null(seen.HeldBy);
        await Of(cluster, kind).RemoveAsync(seen, Orphan, keep: true, _cancelled);
        await Eventually.IsTrueAsync(async () => await InspectAsync(cluster, seen) is null, $"the {kind} did not go");
    }

    private static async Task EndPodsAsync(TestCluster cluster)
    {
        foreach (var pod in await cluster.PodsAsync("gone")) await cluster.Node.ExitAsync(pod, 143);
        await Eventually.IsTrueAsync(async () => (await cluster.PodsAsync("gone")).Count == 0, "its pods did not go");
    }
}
